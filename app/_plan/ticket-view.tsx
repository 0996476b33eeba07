'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePathname, useSearchParams } from 'next/navigation';
import { planQuery } from '@/app/_queries/plan-query';
import { problemOf } from '@/app/_queries/problem-error';
import { LookUpForm } from '@/app/_lookup/look-up-form';
import { Notice } from '@/app/_ui/notice';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { Role } from '@/lib/auth/role';
import { CallsLeftNotice } from './calls-left-notice';
import { EnvironmentChooser } from './environment-chooser';
import { PlanSkeleton } from './plan-skeleton';
import { PlanView } from './plan-view';
import { ReadState } from './read-state';
import { TicketHeader } from './ticket-header';

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
  // What goes wrong shows in `answer`, like every other reading.
  const refresh = () =>
    void client.fetchQuery(planQuery(reference, environment, true)).catch(() => undefined);

  if (answer.data === undefined) {
    if (!answer.isError) return <PlanSkeleton reference={reference} />;
    return (
      <div className="mx-auto max-w-3xl space-y-6">
        <h1 className="text-xl font-semibold">{reference}</h1>
        <ProblemPanel
          problem={problemOf(answer.error)}
          consequence="Nothing was changed."
          onRetry={refresh}
          retrying={answer.isFetching}
        />
        <LookUpForm size="large" typed={reference} />
      </div>
    );
  }

  const { plan, environmentNames, callsLeft } = answer.data;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <TicketHeader ticket={plan.ticket} />
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <EnvironmentChooser
            names={environmentNames}
            chosen={plan.environmentChoice}
            onChoose={(name) => chooseEnvironment(path, name)}
          />
          <ReadState readAt={plan.readAt} reading={answer.isFetching} onRefresh={refresh} />
        </div>
      </div>
      {answer.isError && (
        <Notice tone="attention" title="Reading again failed; this is the earlier reading" urgent>
          {problemOf(answer.error).message} {problemOf(answer.error).hint}
        </Notice>
      )}
      <CallsLeftNotice callsLeft={callsLeft} />
      <PlanView
        key={plan.environmentChoice}
        plan={plan}
        environment={environment}
        canExecute={canExecute}
        mayOverride={canExecute && mayOverride}
        roles={roles}
      />
    </div>
  );
}

/** Puts the choice into the address, so that it can be shared and the back button undoes it. */
function chooseEnvironment(path: string, name: string): void {
  window.history.pushState(null, '', `${path}?environment=${encodeURIComponent(name)}`);
}
