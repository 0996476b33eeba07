import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { PlanView } from '@/app/_plan/plan-view';
import { TicketHeader } from '@/app/_plan/ticket-header';
import { LogLines } from '@/app/_run/log-lines';
import { RunSteps } from '@/app/_run/run-steps';
import type { Plan } from '@/lib/plan/plan';
import type { RunDetail, RunEvent } from '@/lib/run/run';

/** The pages' own parts, as the server would write them: the plan, and the run with its log. */
export function renderPage(plan: Plan, run: RunDetail, events: readonly RunEvent[]): string {
  return renderToStaticMarkup(
    withSurroundings(
      <main>
        <TicketHeader ticket={plan.ticket} />
        <PlanView
          plan={plan}
          environment={null}
          canExecute
          mayOverride
          roles={['operator']}
          runs={[]}
          inProgress={false}
          armed={null}
        />
        <RunSteps run={run} />
        <LogLines events={events} serverNames={serverNamesOf(run)} />
      </main>,
    ),
  );
}

function serverNamesOf({ steps }: RunDetail): ReadonlyMap<string, string> {
  return new Map(steps.map(({ id, serverName }) => [id, serverName]));
}

/** The plan alone, as the server writes it first. */
export function planPage(plan: Plan) {
  return withSurroundings(
    <main>
      <TicketHeader ticket={plan.ticket} />
      <PlanView
        plan={plan}
        environment={null}
        canExecute
        mayOverride
        roles={['operator']}
        runs={[]}
        inProgress={false}
        armed={null}
      />
    </main>,
  );
}

const NO_ROUTER = {
  back: () => undefined,
  forward: () => undefined,
  refresh: () => undefined,
  push: () => undefined,
  replace: () => undefined,
  prefetch: () => undefined,
};

function withSurroundings(children: ReactNode) {
  const client = new QueryClient();
  return createElement(
    AppRouterContext.Provider,
    { value: NO_ROUTER as never },
    <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  );
}
