import Link from 'next/link';
import { ExternalLink, Printer } from 'lucide-react';
import { CopyableId } from '@/app/_ui/copy-button';
import { Fact } from '@/app/_ui/fact';
import { formatDuration } from '@/app/_ui/format-time';
import { Time } from '@/app/_ui/time';
import type { RunDetail, RunSummary } from '@/lib/run/run';
import { RunStatusBadge } from './run-status-badge';

type Props = {
  readonly run: RunDetail;
  /** Without it the ticket's page does not open, so nothing leads there. */
  readonly mayLookUp: boolean;
};

/** Who did what, when, for which ticket, with links both ways along a chain of retries. */
export function RunHeader({ run, mayLookUp }: Props) {
  const took = tookMs(run);
  const { environments } = run;
  return (
    <div className="min-w-0 flex-1 basis-96">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <RunStatusBadge run={run} />
        {mayLookUp ? (
          <Link
            href={`/tickets/${run.ticket}`}
            className="font-mono text-xs font-medium text-accent hover:underline"
          >
            {run.ticket}
          </Link>
        ) : (
          <span className="font-mono text-xs font-medium">{run.ticket}</span>
        )}
        <a
          href={run.plan.ticket.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          Open in Freshservice <ExternalLink aria-hidden className="size-3.5" />
        </a>
        <Link
          href={`/runs/${run.id}/print`}
          prefetch={false}
          className="no-print inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          Print record <Printer aria-hidden className="size-3.5" />
        </Link>
        <span className="inline-flex flex-wrap items-center gap-x-1.5 text-xs text-muted">
          Run <CopyableId id={run.id} />
        </span>
      </div>
      <h1 className="mt-1 text-xl font-semibold break-words text-balance">{run.ticketSubject}</h1>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        <Fact term="Agent">
          {run.agentName} <span className="text-muted">{run.agentEmail}</span>
        </Fact>
        <Fact term="Started">
          <Time at={run.startedAt} relative />
        </Fact>
        {run.status !== 'rejected' && (
          <Fact term="Duration">{took === null ? 'in progress' : formatDuration(took)}</Fact>
        )}
        {environments.length > 0 && (
          <Fact term={environments.length === 1 ? 'Environment' : 'Environments'}>
            {environments.join(', ')}
          </Fact>
        )}
        <RetryLinks run={run} />
        <DeletionLinks run={run} />
      </dl>
    </div>
  );
}

function RetryLinks({ run }: { readonly run: RunDetail }) {
  return (
    <>
      {run.retryOf !== null && (
        <Fact term="Retry of">
          <RunLink runId={run.retryOf} />
        </Fact>
      )}
      {run.retriedBy.length > 0 && (
        <Fact term="Retried by">
          {run.retriedBy.map((runId) => (
            <span key={runId} className="mr-2">
              <RunLink runId={runId} />
            </span>
          ))}
        </Fact>
      )}
    </>
  );
}

/** From a deletion to the run that took the snapshots, and back. */
function DeletionLinks({ run }: { readonly run: RunDetail }) {
  return (
    <>
      {run.deletionOf !== null && (
        <Fact term="Deletes snapshots of">
          <RunLink runId={run.deletionOf} />
        </Fact>
      )}
      {run.deletions.length > 0 && (
        <Fact term="Deletions">
          {run.deletions.map((runId) => (
            <span key={runId} className="mr-2">
              <RunLink runId={runId} />
            </span>
          ))}
        </Fact>
      )}
    </>
  );
}

function RunLink({ runId }: { readonly runId: string }) {
  return (
    <Link href={`/runs/${runId}`} className="font-mono text-xs text-accent hover:underline">
      {runId.slice(0, 8)}
    </Link>
  );
}

/** How long the run took, to the end of its last snapshot; null while it goes on. */
function tookMs(run: Pick<RunSummary, 'startedAt' | 'endedAt'>): number | null {
  return run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt);
}
