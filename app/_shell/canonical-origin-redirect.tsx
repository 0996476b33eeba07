'use client';

import { useEffect } from 'react';

type Props = {
  /** Where people are to open Snapgate: `NEXTAUTH_URL`. */
  readonly appUrl: string;
};

/**
 * Opened by another name or by IP, a page could show a run and start none. Only the browser knows
 * what was typed: a proxy may send any Host.
 */
export function CanonicalOriginRedirect({ appUrl }: Props) {
  useEffect(() => {
    const { origin, pathname, search, hash } = window.location;
    const canonical = new URL(appUrl).origin;
    if (origin !== canonical) window.location.replace(canonical + pathname + search + hash);
  }, [appUrl]);
  return null;
}
