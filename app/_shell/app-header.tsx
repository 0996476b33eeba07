'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { LookUpForm } from '@/app/_lookup/look-up-form';
import { hasPermission, type Person } from '@/lib/auth/role';
import { Logo } from './logo';
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

type NavLinkProps = { readonly href: string; readonly within: string; readonly label: string };

/** A link of the main navigation that knows whether the person is there. */
function NavLink({ href, within, label }: NavLinkProps) {
  const path = usePathname();
  const here = path === href || path.startsWith(within);
  return (
    <Link
      href={href}
      aria-current={here ? 'page' : undefined}
      className={`rounded-md px-2.5 py-1.5 font-medium whitespace-nowrap transition-colors ${
        here ? 'bg-sunken text-ink' : 'text-muted hover:text-ink'
      }`}
    >
      {label}
    </Link>
  );
}

/** The lookup box on pages that have no search box of their own. */
function HeaderSearch() {
  const path = usePathname();
  if (path === '/' || path === '/runs') return null;
  return (
    <div className="hidden w-64 md:block">
      <LookUpForm size="small" />
    </div>
  );
}
