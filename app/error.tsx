'use client';

import { LonePage } from '@/app/_shell/lone-page';
import { Button } from '@/app/_ui/button';
import { CopyableId } from '@/app/_ui/copyable-id';

type Props = { readonly error: Error & { readonly digest?: string }; readonly reset: () => void };

/** A page that broke. The digest finds its line in the server's log. */
export default function ErrorPage({ error, reset }: Props) {
  return (
    <LonePage title="This page could not be shown">
      <p>
        Snapgate made a mistake or cannot reach its database. Runs that were started go on by
        themselves. Try again; if it stays, tell the people who run Snapgate.
      </p>
      {error.digest !== undefined && (
        <p className="text-xs">
          Request id <CopyableId id={error.digest} />
        </p>
      )}
      <Button variant="primary" onClick={reset}>
        Try again
      </Button>
    </LonePage>
  );
}
