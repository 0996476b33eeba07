'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { FINDING_TITLES } from '@/app/_plan/plan-labels';
import { problemOf } from '@/app/_queries/fetch-json';
import { runQuery } from '@/app/_queries/run-queries';
import { announce } from '@/app/_ui/announcer';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { useHeadingFocus } from '@/app/_ui/use-heading-focus';
import { Skeleton, SkeletonRows } from '@/app/_ui/skeleton';
import { ToneIcon } from '@/app/_ui/tone';
import { lazyPart } from '@/app/_ui/lazy-part';
import type { RunDetail } from '@/lib/run/run';
import type { RunFeatures } from '@/app/_after/run-features';
import { CurrentSnapshots } from './current-snapshots';
import { PrintKey } from './print/print-record';
import { NotifyAtEnd, SlackResult } from './run-notices';
import { PlanAtExecution } from './plan-at-execution';
import { RunActions } from './run-actions';
import { RunHeader } from './run-header';
import { doneCount, progressLabel, reasonLabel, runStateLabel } from './run-labels';
import { RunLog } from './run-log';
import { RunOutcome } from './run-outcome';
import { RunSteps } from './run-steps';
import { useRunLive } from './use-run-live';

// Off by default, or for some people only: no one else loads them.
const CorrectNames = lazyPart(() =>
  import('@/app/_after/correct-names').then((file) => file.CorrectNames),
);
const DeleteSnapshots = lazyPart(() =>
  import('@/app/_after/delete-snapshots').then((file) => file.DeleteSnapshots),
);
const RunProblem = lazyPart(() => import('./run-problem').then((file) => file.RunProblem));
const PlanChanges = lazyPart(() =>
  import('@/app/_plan/plan-changes').then((file) => file.PlanChanges),
);
const TicketResult = lazyPart(() =>
  import('@/app/_after/ticket-result').then((file) => file.TicketResult),
);
const RestoreCommands = lazyPart(() =>
  import('@/app/_after/restore-commands').then((file) => file.RestoreCommands),
);

type Props = {
  readonly runId: string;
  readonly canExecute: boolean;
  readonly mayLookUp: boolean;
  readonly features: RunFeatures;
};

/** One run as it goes, and afterwards as the record of what was done. */
export function RunView({ runId, canExecute, mayLookUp, features }: Props) {
  const known = useQuery({ ...runQuery(runId), enabled: false }).data;
  const askEveryMs = useRunLive(runId, known?.settled === true);
  const answer = useQuery({ ...runQuery(runId), refetchInterval: askEveryMs });
  useAnnouncedRun(answer.data ?? null);
  useTabTitle(answer.data ?? null);

  const run = answer.data;
  const page = useHeadingFocus(run !== undefined);
  if (run === undefined) {
    if (!answer.isError) return <RunSkeleton />;
    return (
      <RunProblem
        problem={problemOf(answer.error)}
        onRetry={() => void answer.refetch()}
        retrying={answer.isFetching}
      />
    );
  }

  return (
    <div ref={page} className="space-y-4">
      <PrintKey href={`/runs/${runId}/print`} />
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <RunHeader run={run} mayLookUp={mayLookUp} />
        <div className="flex flex-wrap items-center gap-2">
          <NotifyAtEnd run={run} />
          {canExecute && <RunActions run={run} />}
        </div>
      </div>
      {answer.isError && (
        <ProblemPanel
          problem={problemOf(answer.error)}
          consequence="The run continues; this page shows its last known state."
        />
      )}
      <RunOutcome run={run} mayLookUp={mayLookUp} />
      {run.changes.length > 0 && (
        <Panel id="changes" title="What changed after the agent loaded the page">
          <PlanChanges changes={run.changes} />
        </Panel>
      )}
      <Acknowledged run={run} />
      <RunSteps run={run} />
      <CurrentSnapshots run={run} />
      {features.mayCorrectNames && <CorrectNames run={run} />}
      {features.restoreProfiles !== null && (
        <RestoreCommands run={run} profiles={features.restoreProfiles} />
      )}
      {features.mayDelete && <DeleteSnapshots run={run} />}
      <SlackResult run={run} canExecute={canExecute} />
      {(run.noteStatus !== null || run.taskResults.length > 0) && <TicketResult run={run} />}
      <RunLog runId={runId} steps={run.steps} askEveryMs={askEveryMs} />
      {run.kind === 'create' && <PlanAtExecution run={run} />}
    </div>
  );
}

/** Tells screen readers when the run or its snapshot count changed; percentages are not read. */
function useAnnouncedRun(run: RunDetail | null): void {
  const last = useRef<string | null>(null);
  const sentence =
    run === null ? null : `Run for ${run.ticket}: ${announcedState(run)}. ${progressLabel(run)}.`;

  useEffect(() => {
    if (sentence === null) return;
    // What stood there when the page opened is read with the page.
    if (last.current !== null && last.current !== sentence) announce(sentence);
    last.current = sentence;
  }, [sentence]);
}

/** `12/65 · CHN-7308` in the tab while it goes on, then the state. */
function useTabTitle(run: RunDetail | null): void {
  const title = run === null ? null : tabTitle(run);
  useEffect(() => {
    if (title !== null) document.title = `${title} · Snapgate`;
  }, [title]);
}

function tabTitle(run: RunDetail): string {
  const isGoingOn = run.endedAt === null && run.stepCount > 0;
  const state = isGoingOn ? `${doneCount(run)}/${run.stepCount}` : runStateLabel(run).word;
  return `${state} · ${run.ticket}`;
}

/** Without its percentage, which would be read out every second. */
function announcedState(run: RunDetail): string {
  return runStateLabel(run).word.replace(/ \d+%$/, '');
}

/** The shape of a run while it is being read. */
function RunSkeleton() {
  return (
    <div className="space-y-4">
      <div>
        <Skeleton className="h-6 w-72 max-w-full" />
        <h1 className="mt-1 text-xl font-semibold">Loading the run…</h1>
        <Skeleton className="mt-3 h-10 w-96 max-w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-4 shadow-raised">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
        <Skeleton className="mt-5 h-1.5 w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface shadow-raised">
        <SkeletonRows rows={4} className="h-16" />
      </div>
    </div>
  );
}

type AcknowledgedProps = { readonly run: RunDetail };

/** What the agent knew and went on in spite of, and the reason where a rule asked for one. */
function Acknowledged({ run }: AcknowledgedProps) {
  const acknowledged = run.plan.findings.filter(({ key }) => run.acknowledged.includes(key));
  if (acknowledged.length === 0 && run.reason === null) return null;
  return (
    <Panel id="acknowledged" title={acknowledged.length === 0 ? 'Reason' : 'Acknowledged'}>
      <ul className="divide-y divide-line">
        {acknowledged.map(({ key, code, message }) => (
          <li key={key} className="flex items-start gap-2 px-4 py-2">
            <ToneIcon tone="attention" className="mt-0.5 size-4 text-attention" />
            <span className="min-w-0 break-words">
              <span className="font-medium">{FINDING_TITLES[code]}.</span> {message}
            </span>
          </li>
        ))}
      </ul>
      {run.retryOf !== null && (
        <p className="border-t border-line px-4 py-2 text-muted">
          The log says who acknowledged each of them, and for which run.
        </p>
      )}
      {run.reason !== null && (
        <p className="border-t border-line px-4 py-2 break-words">
          <span className="text-xs text-muted">{reasonLabel(run)}</span>
          <br />
          {run.reason}
        </p>
      )}
    </Panel>
  );
}
