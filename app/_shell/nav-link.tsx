'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

type Props = { readonly href: string; readonly within: string; readonly label: string };

/** A link of the main navigation that knows whether the person is there. */
export function NavLink({ href, within, label }: Props) {
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
