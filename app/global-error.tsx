'use client';

import { FailureMessage } from './_shell/failure-message';
import { LonePage } from './_shell/lone-page';
import './globals.css';

type Props = { readonly error: unknown };

/**
 * When even the root layout failed: a document of its own, in the system's theme. Next builds it
 * ahead, so its scripts carry no nonce and the policy lets none of them run.
 */
export default function GlobalErrorPage({ error }: Props) {
  return (
    <html lang="en">
      <body>
        <title>Snapgate: error</title>
        <LonePage title="This page could not be loaded">
          <FailureMessage error={error} />
        </LonePage>
      </body>
    </html>
  );
}
