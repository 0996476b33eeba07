'use client';

import { useState, useTransition } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { executeRun } from '@/app/actions/execute-run';
import { planQuery, plansKey, startedKey, type StartedRun } from '@/app/_queries/ticket-queries';
import type { PlanAnswer } from './look-up-ticket';
import type { Problem } from '@/lib/errors/problem';
import type { Plan } from '@/lib/plan/plan';
import type { ExecuteOutcome, ExecuteRequest } from '@/lib/run/run';
import { findPressedRun, type LostPress } from '@/app/_queries/find-pressed-run';
import { actionFailure } from '@/app/_queries/release';

export type Refusal = {
  readonly seen: Plan;
  readonly outcome: Extract<ExecuteOutcome, { readonly kind: 'rejected' }>;
};

/** Why there is no outcome, and what that means for a run. */
type Failure = { readonly problem: Problem; readonly consequence: string };

export type Execution = {
  readonly pending: boolean;
  readonly refusal: Refusal | null;
  readonly failure: Failure | null;
  /** Resolves when the answer is there; the page of a started run opens by itself. */
  readonly execute: (seen: Plan, request: ExecuteRequest) => Promise<void>;
};

/** Sends Execute and holds what became of it. `onRefused` runs when the server said no. */
export function useExecution(
  environment: string | null,
  onRefused: (now: Plan) => void,
): Execution {
  const router = useRouter();
  const client = useQueryClient();
  const [pending, startTransition] = useTransition();
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  function accept(seen: Plan, outcome: ExecuteOutcome) {
    if (outcome.kind === 'started') {
      // With the back button the plan is read again before anything can be pressed.
      const { reference } = seen.ticket;
      client.setQueryData<StartedRun>(startedKey(reference), {
        runId: outcome.runId,
        atMs: Date.now(),
      });
      void client.invalidateQueries({ queryKey: plansKey(reference), refetchType: 'none' });
      startTransition(() => router.push(`/runs/${outcome.runId}`));
      return;
    }
    const { queryKey } = planQuery(seen.ticket.reference, environment);
    client.setQueryData<PlanAnswer>(queryKey, (old) => old && { ...old, plan: outcome.plan });
    setRefusal({ seen, outcome });
    onRefused(outcome.plan);
  }

  async function execute(seen: Plan, request: ExecuteRequest) {
    setSending(true);
    setRefusal(null);
    setFailure(null);
    try {
      const result = await executeRun(request);
      if (result.ok) accept(seen, result.value);
      else setFailure({ problem: result.problem, consequence: NO_RUN });
    } catch (error) {
      const problem = actionFailure(error, PRESS_AGAIN);
      // It did not get past the door, so there is no run to look for.
      if (problem.code !== 'internal') return setFailure({ problem, consequence: NO_RUN });
      // The server may have stored the run, or be about to: only its record tells.
      const lost = await findPressedRun(request.idempotencyKey);
      if (lost.kind === 'found') accept(seen, lost.outcome);
      else setFailure(lostFailure(problem, lost));
    } finally {
      setSending(false);
    }
  }

  return { pending: pending || sending, refusal, failure, execute };
}

const NO_RUN = 'No run was started.';
const PRESS_AGAIN = 'Try again: it cannot start a second run.';

function lostFailure(problem: Problem, lost: Exclude<LostPress, { kind: 'found' }>): Failure {
  if (lost.kind === 'none')
    return { problem, consequence: 'No run was recorded for this request.' };
  return {
    problem: { ...lost.problem, hint: `${lost.problem.hint} ${PRESS_AGAIN}` },
    consequence: 'A run may have started: check the history.',
  };
}
