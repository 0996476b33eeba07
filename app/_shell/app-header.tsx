import Link from 'next/link';
import { hasPermission, type Person } from '@/lib/auth/role';
import { HeaderSearch } from './header-search';
import { Logo } from './logo';
import { NavLink } from './nav-link';
import { PersonMenu } from './person-menu';
import type { Theme } from './theme';

type Props = { readonly person: Person; readonly theme: Theme };

/** The bar above every page: where one can go, and who one is. */
export function AppHeader({ person, theme }: Props) {
  const mayLookUp = hasPermission(person.roles, 'look-up');
  const mayReadHistory = hasPermission(person.roles, 'read-history');
  return (
    <header className="no-print sticky top-0 z-30 border-b border-line bg-surface">
      <div className="mx-auto flex h-14 max-w-7xl items-center gap-2 px-4 sm:gap-5">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold">
          <Logo />
          <span className="sr-only sm:not-sr-only">Snapgate</span>
        </Link>
        <nav aria-label="Main" className="flex items-center gap-1">
          {mayLookUp && <NavLink href="/" within="/tickets" label="Look up" />}
          {mayReadHistory && <NavLink href="/runs" within="/runs" label="History" />}
        </nav>
        <div className="ml-auto flex min-w-0 items-center gap-3">
          {mayLookUp && <HeaderSearch />}
          <PersonMenu person={person} theme={theme} />
        </div>
      </div>
    </header>
  );
}
