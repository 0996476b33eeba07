'use client';

import type { ReactNode } from 'react';
import type { Problem } from '@/lib/errors/problem';
import { Button } from './button';
import { CopyableId } from './copyable-id';
import { Notice } from './notice';
import { SignInAgain } from './sign-in-again';

type Props = {
  readonly problem: Problem;
  /** What was and was not done, such as "Nothing was changed in AWS." */
  readonly consequence?: string;
  readonly onRetry?: (() => void) | undefined;
  readonly retrying?: boolean;
  readonly children?: ReactNode;
};

/** A failure as a tired engineer needs it: what happened, what was done, what to do, how to report it. */
export function ProblemPanel({ problem, consequence, onRetry, retrying, children }: Props) {
  return (
    <Notice tone="bad" title={problem.message} urgent>
      <p>
        {consequence === undefined ? problem.hint : `${consequence} ${problem.hint}`}
        {problem.retryAfterMs !== null &&
          ` Wait ${Math.ceil(problem.retryAfterMs / 1000)} s first.`}
      </p>
      {children}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1">
        {problem.code === 'not-signed-in' && <SignInAgain />}
        {onRetry !== undefined && problem.code !== 'not-signed-in' && (
          <Button onClick={onRetry} pending={retrying === true}>
            Try again
          </Button>
        )}
        {problem.requestId !== '' && (
          <span className="inline-flex flex-wrap items-center gap-1 text-xs text-muted">
            Request id <CopyableId id={problem.requestId} />
          </span>
        )}
      </div>
    </Notice>
  );
}
