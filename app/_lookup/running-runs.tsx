import Link from 'next/link';
import { describeProgress } from '@/app/_run/describe-progress';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { Panel } from '@/app/_ui/panel';
import { ProgressBar } from '@/app/_ui/progress-bar';
import { Time } from '@/app/_ui/time';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunSummary } from '@/lib/run/run';

type Props = { readonly runs: readonly RunSummary[] };

/** What is being taken right now, by whom. Not shown when nothing runs. */
export function RunningRuns({ runs }: Props) {
  if (runs.length === 0) return null;
  return (
    <Panel id="running-runs" title="Running now">
      <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
        {runs.map((run) => (
          <RunningRun key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

function RunningRun({ run }: { readonly run: RunSummary }) {
  const taken = run.stepCount === 0 ? 0 : (100 * run.createdCount) / run.stepCount;
  return (
    <li>
      <Link
        href={`/runs/${run.id}`}
        data-arrow-stop
        className="block px-4 py-3 -outline-offset-2 hover:bg-sunken"
      >
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="min-w-0 flex-1 basis-48 truncate">
            <span className="font-mono text-xs text-muted">{run.ticket}</span>{' '}
            <span className="font-medium">{run.ticketSubject}</span>
          </span>
          <RunStatusBadge status={run.status} />
        </span>
        <span className="mt-1 mb-2 flex flex-wrap justify-between gap-x-4 text-xs text-muted">
          <span>{describeProgress(run)}</span>
          <span>
            {run.agentName}, <Time at={run.startedAt} />
          </span>
        </span>
        <ProgressBar label={`Snapshots taken for ${run.ticket}`} value={taken} />
      </Link>
    </li>
  );
}
