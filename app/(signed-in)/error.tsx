'use client';

import { FailureMessage } from '@/app/_shell/failure-message';

type Props = { readonly error: unknown; readonly retry: () => void };

/** Inside the frame, so that the navigation stays. */
export default function SignedInErrorPage({ error, retry }: Props) {
  return (
    <div className="mx-auto max-w-xl space-y-4 py-10">
      <h1 className="text-xl font-semibold">This page could not be loaded</h1>
      <FailureMessage error={error} onRetry={retry} />
    </div>
  );
}
