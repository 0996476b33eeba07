'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { problemOf } from '@/app/_queries/problem-error';
import { runQuery } from '@/app/_queries/run-query';
import { buttonLook } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Acknowledged } from './acknowledged';
import { FrozenPlan } from './frozen-plan';
import { RunActions } from './run-actions';
import { RunHeader } from './run-header';
import { RunLog } from './run-log';
import { RunOutcome } from './run-outcome';
import { RunSkeleton } from './run-skeleton';
import { RunSteps } from './run-steps';
import { SlackResult } from './slack-result';
import { SnapshotsNow } from './snapshots-now';
import { useAnnouncedRun } from './use-announced-run';
import { useRunLive } from './use-run-live';

type Props = { readonly runId: string; readonly canExecute: boolean };

/** One run as it goes, and afterwards as the record of what was done. */
export function RunView({ runId, canExecute }: Props) {
  const known = useQuery({ ...runQuery(runId), enabled: false }).data;
  const askEveryMs = useRunLive(runId, known?.settled === true);
  const answer = useQuery({ ...runQuery(runId), refetchInterval: askEveryMs });
  useAnnouncedRun(answer.data ?? null);

  const run = answer.data;
  if (run === undefined) {
    if (!answer.isError) return <RunSkeleton />;
    return (
      <div className="mx-auto max-w-3xl space-y-4">
        <h1 className="text-xl font-semibold">Run</h1>
        <ProblemPanel
          problem={problemOf(answer.error)}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
        <Link href="/runs" className={buttonLook('secondary')}>
          All runs
        </Link>
      </div>
    );
  }

  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <RunHeader run={run} />
        {canExecute && <RunActions run={run} />}
      </div>
      {answer.isError && (
        <Notice tone="attention" title="This page is not up to date" urgent>
          {problemOf(answer.error).message} The run goes on by itself meanwhile; this page keeps
          asking.
        </Notice>
      )}
      <RunOutcome run={run} />
      <Acknowledged run={run} />
      <RunSteps run={run} />
      <SnapshotsNow run={run} />
      <SlackResult run={run} />
      <RunLog runId={runId} askEveryMs={askEveryMs} />
      <FrozenPlan run={run} />
    </div>
  );
}
