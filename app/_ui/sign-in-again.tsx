'use client';

import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { buttonLook } from './button';

/** The way through sign-in and back to this very place. */
export function SignInAgain() {
  const path = usePathname();
  const search = useSearchParams().toString();
  const here = search === '' ? path : `${path}?${search}`;
  return (
    <Link
      href={`/signin?callbackUrl=${encodeURIComponent(here)}`}
      className={buttonLook('secondary')}
    >
      Sign in and come back here
    </Link>
  );
}
