'use client';

import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { runKey } from '@/app/_queries/run-query';
import { lostConnection } from '@/app/_ui/lost-connection';
import type { ActionResult, Problem } from '@/lib/errors/problem';

export type RunCommand<T> = {
  readonly pending: boolean;
  readonly problem: Problem | null;
  /** Null: it failed, and `problem` says why. */
  readonly send: () => Promise<T | null>;
};

/** Sends one command about a run and holds why it failed, if it did. */
export function useRunCommand<T>(
  runId: string,
  action: () => Promise<ActionResult<T>>,
): RunCommand<T> {
  const client = useQueryClient();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send(): Promise<T | null> {
    setPending(true);
    setProblem(null);
    try {
      const result = await action();
      if (result.ok) return result.value;
      setProblem(result.problem);
    } catch {
      setProblem(lostConnection('Press again: it is never done twice.'));
    } finally {
      setPending(false);
      void client.invalidateQueries({ queryKey: runKey(runId) });
    }
    return null;
  }

  return { pending, problem, send };
}
