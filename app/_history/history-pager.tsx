import Link from 'next/link';
import { buttonLook } from '@/app/_ui/button';

type Props = {
  readonly filters: string;
  /** Null: this is the first page, or it is still being read. */
  readonly previousCursor: string | null;
  /** Null: this is the last page, or it is still being read. */
  readonly nextCursor: string | null;
};

/** The way through the pages, as plain addresses: the back button and shared links work. */
export function HistoryPager({ filters, previousCursor, nextCursor }: Props) {
  return (
    <nav aria-label="Pages of the history" className="no-print flex min-h-9 flex-wrap gap-3">
      {previousCursor !== null && (
        <>
          <Link href={pagePath(filters, null)} className={buttonLook('secondary')}>
            Newest runs
          </Link>
          <Link href={pagePath(filters, previousCursor)} className={buttonLook('secondary')}>
            Newer runs
          </Link>
        </>
      )}
      {nextCursor !== null && (
        <Link href={pagePath(filters, nextCursor)} className={`ml-auto ${buttonLook('secondary')}`}>
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
