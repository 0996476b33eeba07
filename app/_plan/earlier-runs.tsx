import Link from 'next/link';
import { progressLabel } from '@/app/_run/run-labels';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { countOf } from '@/app/_ui/format-number';
import { Notice } from '@/app/_ui/notice';
import { Panel } from '@/app/_ui/panel';
import { Time } from '@/app/_ui/time';
import type { RunSummary } from '@/lib/run/run';

type InProgress = {
  /** Of this ticket, in progress or not. */
  readonly runs: readonly RunSummary[];
  /** Of any ticket, with open steps on volumes of the plan. */
  readonly openRuns: readonly RunSummary[];
};

/** Runs that wait or are in progress for this ticket or its volumes, each once. */
export function listRunsInProgress({ runs, openRuns }: InProgress): readonly RunSummary[] {
  const own = runs.filter(({ endedAt }) => endedAt === null);
  const others = openRuns.filter(({ id }) => runs.every((run) => run.id !== id));
  return [...own, ...others];
}

type RunsInProgressProps = {
  readonly runs: readonly RunSummary[];
  /** Of the page's ticket. */
  readonly own: readonly RunSummary[];
};

/** What is in progress comes before everything else on the page. */
export function RunsInProgress({ runs, own }: RunsInProgressProps) {
  return runs.map((run) => {
    const what = own.includes(run) ? 'of this ticket' : `of ${run.ticket} on the same volumes`;
    const state = run.status === 'queued' ? 'waiting to start' : 'in progress';
    return (
      <Notice key={run.id} tone="progress" title={`A run ${what} is ${state}`}>
        <p>
          Started <Time at={run.startedAt} /> by {run.agentName}: {progressLabel(run)}.{' '}
          <Link href={`/runs/${run.id}`} className="font-medium text-accent underline">
            Open the run
          </Link>
        </p>
      </Notice>
    );
  });
}

type Props = { readonly runs: readonly RunSummary[] };

/** What was done for this ticket before, newest first. */
export function EarlierRuns({ runs }: Props) {
  if (runs.length === 0) return null;
  return (
    <Panel id="earlier-runs" title={countOf(runs.length, 'earlier run')}>
      <ul className="divide-y divide-line">
        {runs.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <RunStatusBadge run={run} />
            <Link
              href={`/runs/${run.id}`}
              className="font-medium underline decoration-line-strong underline-offset-2 hover:text-accent"
            >
              <Time at={run.startedAt} />
            </Link>
            <span className="min-w-0 break-words text-muted">
              {progressLabel(run)}, by {run.agentName}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
