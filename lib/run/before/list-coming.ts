import type { Queries } from '@/lib/db/client';
import type { RunStatus } from '../run';
import {
  loadComingState,
  type AheadVerdict,
  type ComingTicket,
  type TaskCount,
} from './coming-state';

/** What a person should know about a change whose window is near. */
export type ComingChange = Omit<ComingTicket, 'agentId'> & {
  readonly state: 'ready' | 'problems' | 'no-snapshot-task' | 'executed' | 'not-read';
  /** Null: its tasks were not read yet. */
  readonly tasks: TaskCount | null;
  /** The newest run that took something, or is about to. */
  readonly run: { readonly id: string; readonly status: RunStatus } | null;
  /** Where its servers are, as far as a run or a dry run told; empty: not known. */
  readonly environments: readonly string[];
  /** What the worker's own dry run found; null: none was made. */
  readonly ahead: Pick<AheadVerdict, 'good' | 'problems' | 'plannedAt'> | null;
  /** Assigned to the person who asks. */
  readonly mine: boolean;
};

export type ComingChanges = {
  readonly changes: readonly ComingChange[];
  /** When the list was read, ISO 8601 UTC; null: not yet. */
  readonly readAt: string | null;
  /** Why the last reading failed; null: it did not. */
  readonly problem: string | null;
  /** Freshservice did not filter, so changes that were created long ago may be missing. */
  readonly unfiltered: boolean;
  readonly truncated: boolean;
};

type RunOfTicket = {
  readonly ticket: string;
  readonly id: string;
  readonly status: RunStatus;
  readonly environments: readonly string[];
};

/** The shared reading with what this deployment knows beside it. Asks nothing outside. */
export async function listComing(queries: Queries, email: string): Promise<ComingChanges> {
  const { state, readAt } = await loadComingState(queries);
  const references = state.changes.map(({ reference }) => reference);
  const runs = await queries.$queryRaw<RunOfTicket[]>`
    SELECT DISTINCT ON (ticket) ticket, id, status,
      ARRAY(SELECT DISTINCT environment FROM step WHERE run_id = run.id ORDER BY 1) AS environments
    FROM run
    WHERE ticket = ANY(${references}::text[])
      AND status IN ('queued', 'running', 'succeeded', 'partial')
    ORDER BY ticket, started_at DESC`;
  const runOf = new Map(runs.map((run) => [run.ticket, run]));
  return {
    changes: state.changes.map(({ agentId, ...change }) => {
      const run = runOf.get(change.reference) ?? null;
      const tasks = state.tasks[change.reference] ?? null;
      const ahead = state.ahead[change.reference] ?? null;
      const emails = agentId === null ? null : state.people[agentId]?.emails;
      return {
        ...change,
        tasks,
        run: run === null ? null : { id: run.id, status: run.status },
        ahead: ahead && { good: ahead.good, problems: ahead.problems, plannedAt: ahead.plannedAt },
        state: run !== null ? 'executed' : judge(tasks, ahead),
        environments: run?.environments ?? ahead?.environments ?? [],
        mine: emails?.includes(email.toLowerCase()) ?? false,
      };
    }),
    readAt,
    problem: state.problem,
    unfiltered: state.queryRefusedAt !== null,
    truncated: state.truncated,
  };
}

function judge(tasks: TaskCount | null, ahead: AheadVerdict | null): ComingChange['state'] {
  if (tasks === null) return 'not-read';
  if (tasks.problemCount > 0 || ahead?.good === false) return 'problems';
  return tasks.snapshotTasks === 0 ? 'no-snapshot-task' : 'ready';
}
