'use client';

import { useState } from 'react';
import type { ActionResult, Problem } from '@/lib/errors/problem';
import { actionFailure } from './release';

export type Command = {
  readonly pending: boolean;
  readonly problem: Problem | null;
  /** `after` is still part of the press. Null: it failed, and `problem` says why. */
  readonly send: <T>(
    action: () => Promise<ActionResult<T>>,
    after?: (value: T) => Promise<void> | void,
  ) => Promise<T | null>;
};

/** Sends a server action and holds why it failed. `hint`: what a second press does. */
export function useCommand(hint = 'Try again: it is never done twice.'): Command {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function send<T>(
    action: () => Promise<ActionResult<T>>,
    after?: (value: T) => Promise<void> | void,
  ): Promise<T | null> {
    setPending(true);
    setProblem(null);
    try {
      const result = await action();
      if (!result.ok) {
        setProblem(result.problem);
        return null;
      }
      await after?.(result.value);
      return result.value;
    } catch (error) {
      setProblem(actionFailure(error, hint));
      return null;
    } finally {
      setPending(false);
    }
  }

  return { pending, problem, send };
}
