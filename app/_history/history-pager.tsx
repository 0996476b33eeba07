'use client';

import { useRef } from 'react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { Button, buttonLook } from '@/app/_ui/button';

type Props = {
  readonly filters: string;
  /** The page that is shown; null: the first. */
  readonly cursor: string | null;
  /** Null: this is the last page, or it is still being read. */
  readonly nextCursor: string | null;
};

/**
 * The way through the pages. A cursor knows only what comes after it, so the page remembers where
 * it came from; a link into the middle that somebody shared leads back to the newest runs.
 */
export function HistoryPager({ filters, cursor, nextCursor }: Props) {
  const router = useRouter();
  const cameFrom = useRef(new Map<string, string | null>());

  function showNewer() {
    const previous = cursor === null ? null : (cameFrom.current.get(cursor) ?? null);
    router.push(pagePath(filters, previous));
  }

  return (
    <nav aria-label="Pages of the history" className="no-print flex min-h-9 flex-wrap gap-3">
      {cursor !== null && (
        <>
          <Link href={pagePath(filters, null)} className={buttonLook('secondary')}>
            Newest runs
          </Link>
          <Button onClick={showNewer}>Newer runs</Button>
        </>
      )}
      {nextCursor !== null && (
        <Link
          href={pagePath(filters, nextCursor)}
          onClick={() => cameFrom.current.set(nextCursor, cursor)}
          className={`ml-auto ${buttonLook('secondary')}`}
        >
          Older runs
        </Link>
      )}
    </nav>
  );
}

function pagePath(filters: string, cursor: string | null): string {
  const parameters = new URLSearchParams(filters);
  if (cursor !== null) parameters.set('cursor', cursor);
  return parameters.size === 0 ? '/runs' : `/runs?${parameters.toString()}`;
}
