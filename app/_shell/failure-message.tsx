'use client';

import { buttonLook } from '@/app/_ui/button-look';
import { usePageOutdated } from '@/app/_queries/release';

type Props = {
  readonly error: unknown;
  /** Without it there is a link to the start page, which works where no script runs. */
  readonly onRetry?: () => void;
};

/**
 * Shown in place of a page that broke. The digest finds its line in the server's log. Every page
 * loads this three times over, for three boundaries, so it is plain HTML and imports next to nothing.
 */
export function FailureMessage({ error, onRetry }: Props) {
  const digest = digestOf(error);
  const outdated = usePageOutdated();
  if (outdated || isMissingChunk(error)) return <Outdated />;
  return (
    <>
      <p>
        An internal error occurred, or the database is not reachable. Runs in progress continue. If
        the problem persists, contact your Snapgate administrator.
      </p>
      {digest !== null && (
        <p className="text-xs">
          Request ID <code className="font-mono select-all">{digest}</code>
        </p>
      )}
      {onRetry === undefined ? (
        // oxlint-disable-next-line next/no-html-link-for-pages -- a broken page loads a new one whole
        <a href="/" className={buttonLook('primary')}>
          Go to the start page
        </a>
      ) : (
        <button type="button" className={buttonLook('primary')} onClick={onRetry}>
          Try again
        </button>
      )}
    </>
  );
}

/** A page of an older release broke on a newer one's answer, or asked for a file that is gone. */
function Outdated() {
  return (
    <>
      <p>Snapgate was updated. Reload the page. Runs in progress continue.</p>
      <button
        type="button"
        className={buttonLook('secondary')}
        onClick={() => window.location.reload()}
      >
        Reload
      </button>
    </>
  );
}

function isMissingChunk(error: unknown): boolean {
  return error instanceof Error && error.name === 'ChunkLoadError';
}

function digestOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return null;
  return typeof error.digest === 'string' ? error.digest : null;
}
