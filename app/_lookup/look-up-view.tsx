'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { problemOf } from '@/app/_queries/fetch-json';
import { recentTicketsQuery, type RecentTicket } from '@/app/_queries/ticket-queries';
import { progressLabel } from '@/app/_run/run-labels';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { EmptyState } from '@/app/_ui/empty-state';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ProgressBar } from '@/app/_ui/progress-bar';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Time } from '@/app/_ui/time';
import { useHydrated } from '@/app/_ui/hydration';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunSummary } from '@/lib/run/run';
import { ComingChanges } from './coming-changes';
import { LookUpForm } from './look-up-form';
import { readViewedTickets } from './recently-viewed';

type Props = {
  readonly typed: string;
  readonly problem: { readonly message: string; readonly hint: string } | null;
  readonly canExecute: boolean;
};

/** The first page: one box, and below it what people are at. */
export function LookUpView({ typed, problem, canExecute }: Props) {
  const recent = useQuery(recentTicketsQuery());
  return (
    <div className="mx-auto max-w-3xl space-y-6 sm:pt-8">
      <div>
        <h1 className="text-2xl font-semibold text-balance">Which change are you working on?</h1>
        <p className="mt-1 mb-6 text-pretty text-muted">
          You first see which snapshots it requests. Nothing is created until you confirm.
        </p>
        <LookUpForm key={typed} size="large" typed={typed} problem={problem} />
      </div>
      {recent.isError ? (
        <ProblemPanel
          problem={problemOf(recent.error)}
          onRetry={() => void recent.refetch()}
          retrying={recent.isFetching}
        />
      ) : (
        <>
          <RunningRuns runs={recent.data?.running ?? []} />
          <ComingChanges canExecute={canExecute} />
          <RecentlyViewed />
          <RecentTickets tickets={recent.data?.tickets ?? null} />
        </>
      )}
    </div>
  );
}

/** Null: still being read. */
type RecentTicketsProps = { readonly tickets: readonly RecentTicket[] | null };

/** The tickets that were worked on lately, newest first. */
function RecentTickets({ tickets }: RecentTicketsProps) {
  return (
    <Panel id="recent-tickets" title="Recent runs by ticket">
      {tickets === null && <SkeletonRows rows={4} className="h-15" />}
      {tickets?.length === 0 && (
        <EmptyState title="No runs yet">
          Type the number of a change above, such as <code className="font-mono">7303</code> or{' '}
          <code className="font-mono">CHN-7303</code>, or paste its link from Freshservice.
        </EmptyState>
      )}
      {tickets !== null && tickets.length > 0 && (
        <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
          {tickets.map((ticket) => (
            <RecentTicketItem key={ticket.reference} ticket={ticket} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RecentTicketItem({ ticket }: { readonly ticket: RecentTicket }) {
  return (
    <li>
      <Link
        href={`/tickets/${ticket.reference}`}
        data-arrow-stop
        className="flex min-h-15 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 -outline-offset-2 hover:bg-sunken"
      >
        <span className="min-w-0 flex-1 basis-48">
          <span className="font-mono text-xs text-muted">{ticket.reference}</span>
          <span className="block truncate font-medium">{ticket.subject}</span>
        </span>
        <span className="flex items-center gap-3 text-xs text-muted">
          <RunStatusBadge run={ticket.lastRun} />
          <Time at={ticket.lastRun.startedAt} />
        </span>
      </Link>
    </li>
  );
}

/** What was opened in this browser, executed or not. Not shown before there is anything. */
function RecentlyViewed() {
  // The server does not know this browser's list.
  return useHydrated() ? <RecentlyViewedList /> : null;
}

function RecentlyViewedList() {
  const [tickets] = useState(readViewedTickets);
  if (tickets.length === 0) return null;
  return (
    <Panel id="recently-viewed" title="Recently looked up by you">
      <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
        {tickets.map(({ reference, subject, at }) => (
          <li key={reference}>
            <Link
              href={`/tickets/${encodeURIComponent(reference)}`}
              prefetch={false}
              data-arrow-stop
              className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 -outline-offset-2 hover:bg-sunken"
            >
              <span className="w-20 font-mono text-xs text-muted">{reference}</span>
              <span className="min-w-0 flex-1 basis-48 truncate">{subject}</span>
              <span className="text-xs text-muted">
                <Time at={at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type RunningRunsProps = { readonly runs: readonly RunSummary[] };

/** What is being created or copied right now, and by whom. Not shown when nothing is. */
function RunningRuns({ runs }: RunningRunsProps) {
  if (runs.length === 0) return null;
  return (
    <Panel id="running-runs" title="In progress">
      <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
        {runs.map((run) => (
          <RunningRun key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

function RunningRun({ run }: { readonly run: RunSummary }) {
  return (
    <li>
      <Link
        href={`/runs/${run.id}`}
        data-arrow-stop
        className="block px-4 py-3 -outline-offset-2 hover:bg-sunken"
      >
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="min-w-0 flex-1 basis-48 break-words">
            <span className="font-mono text-xs text-muted">{run.ticket}</span>{' '}
            <span className="font-medium">{run.ticketSubject}</span>
          </span>
          <RunStatusBadge run={run} />
        </span>
        <span className="mt-1 mb-2 flex flex-wrap justify-between gap-x-4 text-xs text-muted">
          <span>{progressLabel(run)}</span>
          <span>
            {run.agentName}, <Time at={run.startedAt} />
          </span>
        </span>
        {run.kind === 'create' && (
          <ProgressBar label={`Data copied for ${run.ticket}`} value={run.copiedPercent} />
        )}
      </Link>
    </li>
  );
}
