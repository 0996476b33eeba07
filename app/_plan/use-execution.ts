'use client';

import { useState, useTransition } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { executeRun } from '@/app/actions/execute-run';
import { planQuery, type PlanAnswer } from '@/app/_queries/plan-query';
import type { Problem } from '@/lib/errors/problem';
import type { Plan } from '@/lib/plan/plan';
import type { ExecuteOutcome, ExecuteRequest } from '@/lib/run/run';
import { lostConnection } from '@/app/_ui/lost-connection';

export type Refusal = {
  readonly seen: Plan;
  readonly outcome: Extract<ExecuteOutcome, { readonly kind: 'rejected' }>;
};

export type Execution = {
  readonly pending: boolean;
  readonly refusal: Refusal | null;
  readonly problem: Problem | null;
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
  const [problem, setProblem] = useState<Problem | null>(null);

  function accept(seen: Plan, outcome: ExecuteOutcome) {
    if (outcome.kind === 'started') {
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
    setProblem(null);
    try {
      const result = await executeRun(request);
      if (result.ok) accept(seen, result.value);
      else setProblem(result.problem);
    } catch {
      setProblem(lostConnection('Press the button again: it never makes a second run.'));
    } finally {
      setSending(false);
    }
  }

  return { pending: pending || sending, refusal, problem, execute };
}
