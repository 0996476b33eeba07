'use client';

import { FailureMessage } from './_shell/failure-message';
import { LonePage } from './_shell/lone-page';

type Props = { readonly error: unknown; readonly retry: () => void };

/** Where even the frame of the signed-in pages failed. */
export default function ErrorPage({ error, retry }: Props) {
  return (
    <LonePage title="This page could not be loaded">
      <FailureMessage error={error} onRetry={retry} />
    </LonePage>
  );
}
