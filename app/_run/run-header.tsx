import Link from 'next/link';
import { ExternalLink } from 'lucide-react';
import { CopyableId } from '@/app/_ui/copyable-id';
import { Fact } from '@/app/_ui/fact';
import { formatDuration } from '@/app/_ui/format-time';
import { Time } from '@/app/_ui/time';
import type { RunDetail } from '@/lib/run/run';
import { RunStatusBadge } from './run-status-badge';

type Props = { readonly run: RunDetail };

/** Who did what, when, for which ticket, with links both ways along a chain of retries. */
export function RunHeader({ run }: Props) {
  return (
    <div className="min-w-0 flex-1 basis-96">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <RunStatusBadge status={run.status} />
        <Link
          href={`/tickets/${run.ticket}`}
          className="font-mono text-xs font-medium text-accent hover:underline"
        >
          {run.ticket}
        </Link>
        <a
          href={run.plan.ticket.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          Open in Freshservice <ExternalLink aria-hidden className="size-3.5" />
        </a>
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
          <Time at={run.startedAt} />
        </Fact>
        <Fact term={run.finishedAt === null ? 'Finished' : 'Took'}>
          {run.finishedAt === null ? 'not yet' : tookOf(run.startedAt, run.finishedAt)}
        </Fact>
        {run.environments.length > 0 && (
          <Fact term="Environment">{run.environments.join(', ')}</Fact>
        )}
        <RetryLinks run={run} />
      </dl>
    </div>
  );
}

function RetryLinks({ run }: Props) {
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

function RunLink({ runId }: { readonly runId: string }) {
  return (
    <Link href={`/runs/${runId}`} className="font-mono text-xs text-accent hover:underline">
      {runId.slice(0, 8)}
    </Link>
  );
}

function tookOf(startedAt: string, finishedAt: string): string {
  return formatDuration(new Date(finishedAt).getTime() - new Date(startedAt).getTime());
}
