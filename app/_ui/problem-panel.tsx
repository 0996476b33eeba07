'use client';

import { useEffect, useState, type ReactNode } from 'react';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import type { Problem } from '@/lib/errors/problem';
import { Button, ReloadButton } from './button';
import { buttonLook } from './button-look';
import { CopyableId } from './copy-button';
import { Notice } from './notice';

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
  const retry = canRetry(problem) ? onRetry : undefined;
  // The button counts down; where there is none, the sentence says how long to wait.
  const waitS = retry === undefined ? Math.ceil((problem.retryAfterMs ?? 0) / 1000) : 0;
  return (
    <Notice tone="bad" title={problem.message} urgent>
      <p>
        {consequence === undefined ? problem.hint : `${consequence} ${problem.hint}`}
        {waitS > 0 && ` Wait ${waitS} s first.`}
      </p>
      {children}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pt-1">
        {problem.code === 'not-signed-in' && <SignInAgain />}
        {problem.code === 'page-outdated' && <ReloadButton />}
        {retry !== undefined && (
          <RetryButton
            // Each problem has its own wait.
            key={problem.requestId}
            waitMs={problem.retryAfterMs ?? 0}
            retrying={retrying === true}
            onRetry={retry}
          />
        )}
        {problem.requestId !== '' && (
          <span className="inline-flex flex-wrap items-center gap-1 text-xs text-muted">
            Request ID <CopyableId id={problem.requestId} />
          </span>
        )}
      </div>
    </Notice>
  );
}

type RetryButtonProps = {
  /** How long another try is sure to fail. */
  readonly waitMs: number;
  readonly retrying: boolean;
  readonly onRetry: () => void;
};

/** Counts down to the moment from which another try can help. */
function RetryButton({ waitMs, retrying, onRetry }: RetryButtonProps) {
  const [leftS, setLeftS] = useState(Math.ceil(waitMs / 1000));
  useEffect(() => {
    if (leftS <= 0) return;
    const timer = setTimeout(() => setLeftS(leftS - 1), 1000);
    return () => clearTimeout(timer);
  }, [leftS]);
  return (
    <Button onClick={onRetry} pending={retrying} disabled={leftS > 0}>
      {leftS > 0 ? `Try again in ${leftS} s` : 'Try again'}
    </Button>
  );
}

/** Another try cannot help a page that is signed out or outdated. */
function canRetry({ code }: Problem): boolean {
  return code !== 'not-signed-in' && code !== 'page-outdated';
}

/** The way through sign-in and back to this very place. */
function SignInAgain() {
  const path = usePathname();
  const search = useSearchParams().toString();
  const here = search === '' ? path : `${path}?${search}`;
  return (
    <Link
      href={`/signin?callbackUrl=${encodeURIComponent(here)}`}
      className={buttonLook('secondary')}
    >
      Sign in and come back here
    </Link>
  );
}
