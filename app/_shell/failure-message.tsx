'use client';

import Link from 'next/link';
import { Button, buttonLook } from '@/app/_ui/button';
import { CopyableId } from '@/app/_ui/copyable-id';

type Props = {
  readonly error: unknown;
  /** Without it there is a link to the start page, which works where no script runs. */
  readonly onRetry?: () => void;
};

/** What stands where a page broke. The digest finds its line in the server's log. */
export function FailureMessage({ error, onRetry }: Props) {
  const digest = digestOf(error);
  return (
    <>
      <p>
        Snapgate made a mistake or cannot reach its database. Runs that were started go on by
        themselves. If it stays, tell the people who run Snapgate.
      </p>
      {digest !== null && (
        <p className="flex flex-wrap items-center gap-1 text-xs">
          Request id <CopyableId id={digest} />
        </p>
      )}
      {onRetry === undefined ? (
        <Link href="/" className={buttonLook('primary')}>
          Go to the start page
        </Link>
      ) : (
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      )}
    </>
  );
}

function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null;
  return typeof error.digest === 'string' ? error.digest : null;
}
