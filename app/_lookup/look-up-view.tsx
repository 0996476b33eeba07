'use client';

import { useQuery } from '@tanstack/react-query';
import { problemOf } from '@/app/_queries/problem-error';
import { recentTicketsQuery } from '@/app/_queries/recent-tickets-query';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { LookUpForm } from './look-up-form';
import { RecentTickets } from './recent-tickets';
import { RunningRuns } from './running-runs';

type Props = {
  readonly typed: string;
  readonly problem: { readonly message: string; readonly hint: string } | null;
};

/** The first page: one box, and below it what people are at. */
export function LookUpView({ typed, problem }: Props) {
  const recent = useQuery(recentTicketsQuery());
  return (
    <div className="mx-auto max-w-3xl space-y-6 sm:pt-8">
      <div>
        <h1 className="text-2xl font-semibold text-balance">Which change are you carrying out?</h1>
        <p className="mt-1 mb-6 text-pretty text-muted">
          You first see which snapshots it asks for. Nothing is taken until you press the button
          there.
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
          <RecentTickets tickets={recent.data?.tickets ?? null} />
        </>
      )}
    </div>
  );
}
