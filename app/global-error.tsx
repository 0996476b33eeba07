'use client';

import { FailureMessage } from './_shell/failure-message';
import { LonePage } from './_shell/lone-page';
import './globals.css';

type Props = { readonly error: unknown; readonly retry: () => void };

/** When even the root layout failed: a document of its own, in the system's theme. */
export default function GlobalErrorPage({ error, retry }: Props) {
  return (
    <html lang="en">
      <body>
        <title>Snapgate is in trouble</title>
        <LonePage title="This page could not be shown">
          <FailureMessage error={error} onRetry={retry} />
        </LonePage>
      </body>
    </html>
  );
}
