import { useQueryClient } from '@tanstack/react-query';
import { runKey } from '@/app/_queries/run-queries';
import { useCommand } from '@/app/_queries/use-command';
import type { ActionResult, Problem } from '@/lib/errors/problem';

type RunCommand<T> = {
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
  const { pending, problem, send } = useCommand();
  return {
    pending,
    problem,
    async send() {
      const value = await send(action);
      void client.invalidateQueries({ queryKey: runKey(runId) });
      return value;
    },
  };
}
