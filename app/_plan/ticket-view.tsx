'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useId } from 'react';
import { noteViewedTicket } from '@/app/_lookup/recently-viewed';
import { problemOf } from '@/app/_queries/fetch-json';
import { planQuery, startedKey, type StartedRun } from '@/app/_queries/ticket-queries';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Skeleton, SkeletonRows } from '@/app/_ui/skeleton';
import type { Role } from '@/lib/auth/role';
import { useHeadingFocus } from '@/app/_ui/use-heading-focus';
import { Controls, useHydrated } from '@/app/_ui/hydration';
import { lazyPart } from '@/app/_ui/lazy-part';
import { listRunsInProgress, RunsInProgress } from './earlier-runs';
import type { PlanAnswer } from './look-up-ticket';
import { CallsLeftNotice, PlanAge } from './plan-age';
import { PlanView } from './plan-view';
import { TicketHeader } from './ticket-header';

const TicketProblem = lazyPart(() => import('./ticket-problem').then((file) => file.TicketProblem));

type Props = {
  readonly reference: string;
  readonly canExecute: boolean;
  readonly mayOverride: boolean;
  readonly roles: readonly Role[];
};

/** One ticket's dry run, read on opening, on Refresh and when the page gets the focus back. */
export function TicketView({ reference, canExecute, mayOverride, roles }: Props) {
  const path = usePathname();
  const environment = useSearchParams().get('environment');
  const answer = useQuery(planQuery(reference, environment));
  const client = useQueryClient();
  useCanonicalAddress(reference, environment, answer.data);
  const hydrated = useHydrated();
  // Refresh reads the plan however new it is. What goes wrong shows in `answer`, like every other
  // reading.
  const refresh = () =>
    void client
      .fetchQuery({ ...planQuery(reference, environment, true), staleTime: 0 })
      .catch(() => undefined);

  const spent = useIsSpent(reference, answer.dataUpdatedAt);
  const { data } = answer;
  const focus = useHeadingFocus(data !== undefined);
  const ticket = data?.plan.ticket;
  useEffect(() => {
    if (ticket !== undefined) noteViewedTicket(ticket.reference, ticket.subject);
  }, [ticket]);

  if (data === undefined || spent) {
    if (!answer.isError || spent) return <PlanSkeleton reference={reference} />;
    return (
      <TicketProblem
        reference={reference}
        problem={problemOf(answer.error)}
        onRetry={refresh}
        retrying={answer.isFetching}
      />
    );
  }

  const { plan, environmentNames, callsLeft, runs, openRuns, armed } = data;
  const inProgress = listRunsInProgress({ runs, openRuns });
  return (
    <div ref={focus} className="space-y-4">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <TicketHeader ticket={plan.ticket} />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <EnvironmentChooser
            names={environmentNames}
            chosen={plan.environmentChoice}
            onChoose={(name) => chooseEnvironment(path, name)}
          />
          <PlanAge
            readAt={plan.readAt}
            reading={hydrated && answer.isFetching}
            onRefresh={refresh}
          />
        </div>
      </div>
      {answer.isError && (
        <ProblemPanel
          problem={problemOf(answer.error)}
          consequence="This page shows the last successfully loaded data."
          onRetry={refresh}
          retrying={answer.isFetching}
        />
      )}
      <RunsInProgress runs={inProgress} own={runs} />
      <CallsLeftNotice callsLeft={callsLeft} />
      <PlanView
        key={plan.environmentChoice}
        plan={plan}
        environment={environment}
        canExecute={canExecute}
        mayOverride={canExecute && mayOverride}
        roles={roles}
        runs={runs}
        inProgress={inProgress.length > 0}
        armed={armed}
      />
    </div>
  );
}

/**
 * The ticket itself says whether it is an incident or a service request: its page moves to the one
 * address that both names lead to, with what was read already.
 */
function useCanonicalAddress(
  reference: string,
  environment: string | null,
  answer: PlanAnswer | undefined,
): void {
  const client = useQueryClient();
  const router = useRouter();
  const canonical = answer?.plan.ticket.reference ?? reference;
  useEffect(() => {
    if (answer === undefined || canonical === reference) return;
    client.setQueryData(planQuery(canonical, environment).queryKey, answer);
    router.replace(`/tickets/${canonical}${window.location.search}`);
  }, [answer, canonical, client, environment, reference, router]);
}

/** A plan that was executed from here must be read again before anything is shown of it. */
function useIsSpent(reference: string, readAtMs: number): boolean {
  const started = useQuery<StartedRun | null>({
    queryKey: startedKey(reference),
    queryFn: () => null,
    enabled: false,
  }).data;
  return started != null && readAtMs <= started.atMs;
}

/** Puts the choice into the address, so that it can be shared and the back button undoes it. */
function chooseEnvironment(path: string, name: string): void {
  window.history.pushState(null, '', `${path}?environment=${encodeURIComponent(name)}`);
}

const ALL = 'all';

type EnvironmentChooserProps = {
  readonly names: readonly string[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
};

/** Where to look the servers up. Not shown where there is only one place. */
function EnvironmentChooser({ names, chosen, onChoose }: EnvironmentChooserProps) {
  const id = useId();
  if (names.length < 2) return null;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-xs text-muted">
        Environment
      </label>
      <Controls>
        <select
          id={id}
          value={chosen}
          onChange={(event) => onChoose(event.target.value)}
          className="h-9 max-w-48 min-w-0 rounded-md border border-line-strong bg-surface px-2"
        >
          <option value={ALL}>All environments</option>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Controls>
    </span>
  );
}

/** The shape of a dry run while Freshservice and EC2 are being read. */
function PlanSkeleton({ reference }: { readonly reference: string }) {
  return (
    <div className="space-y-4">
      <div>
        <p className="font-mono text-xs leading-6">{reference}</p>
        <h1 className="mt-1 text-xl font-semibold">Loading the ticket and its servers…</h1>
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
      </div>
      <div className="rounded-lg border border-line bg-surface p-4 shadow-raised">
        <Skeleton className="h-6 w-56" />
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
        <div className="mt-5 grid grid-cols-2 gap-4 border-t border-line pt-4 sm:grid-cols-4">
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
          <Skeleton className="h-11" />
        </div>
      </div>
      <div className="rounded-lg border border-line bg-surface shadow-raised">
        <SkeletonRows rows={5} className="h-16" />
      </div>
    </div>
  );
}
