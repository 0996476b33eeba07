import type { Queries } from '@/lib/db/client';
import { CHANGE_CHANNEL } from '@/lib/db/change-feed';
import type { Ticket } from '@/lib/ticket/ticket';

/** What one reading found, as all processes and pages share it. Times are ISO 8601 UTC. */
export type ComingState = {
  readonly changes: readonly ComingTicket[];
  /** By reference. */
  readonly tasks: Readonly<Record<string, TaskCount>>;
  /** By reference: the worker's own dry runs. */
  readonly ahead: Readonly<Record<string, AheadVerdict>>;
  /** By Freshservice's id of an agent. */
  readonly people: Readonly<Record<string, { readonly emails: readonly string[] | null }>>;
  /** When the account refused the query; it is tried again after an hour. */
  readonly queryRefusedAt: string | null;
  /** Freshservice's calls a minute, as it last said. */
  readonly callsPerMinute: number | null;
  /** Calls that the last reading made. */
  readonly calls: number;
  /** There are more changes than were read. */
  readonly truncated: boolean;
  /** Why the last reading failed; what is here is older then. */
  readonly problem: string | null;
};

export type ComingTicket = Pick<
  Ticket,
  'reference' | 'subject' | 'status' | 'approval' | 'plannedEndAt'
> & { readonly plannedStartAt: string; readonly agentId: string | null };

/** What reading the tasks of a change gave, without any look at AWS. */
export type TaskCount = {
  readonly readAt: string;
  readonly snapshotTasks: number;
  readonly problemCount: number;
  /** The first sentences. */
  readonly problems: readonly string[];
};

/** What the worker found when it planned a coming change by itself. */
export type AheadVerdict = {
  readonly plannedAt: string;
  /** The start that it was planned for; a change that is moved is planned again. */
  readonly startAt: string;
  readonly good: boolean;
  /** The first sentences of what blocks. */
  readonly problems: readonly string[];
  readonly environments: readonly string[];
  /** Stands for what blocks, whenever it is read. */
  readonly digest: string;
  /** The digest that Slack was told last; null: nothing yet. */
  readonly told: string | null;
};

const NOTHING: ComingState = {
  changes: [],
  tasks: {},
  ahead: {},
  people: {},
  queryRefusedAt: null,
  callsPerMinute: null,
  calls: 0,
  truncated: false,
  problem: null,
};

type Row = { readonly state: Partial<ComingState>; readonly readAt: Date | null };

/** A page keeps the readings going for so long after it asked last. */
const WANTED_MS = 2 * 60_000;

/** The newest reading, for a page; says that a page is open. */
export async function loadComingState(
  queries: Queries,
): Promise<{ readonly state: ComingState; readonly readAt: string | null }> {
  // Not more often than it matters: fifty open pages write as seldom as one. A worker that found
  // nothing to do is woken.
  await queries.$executeRaw`
    WITH wanted AS (
      UPDATE coming_reading
      SET wanted_until = clock_timestamp() + ${WANTED_MS} * interval '1 ms'
      WHERE wanted_until < clock_timestamp() + ${WANTED_MS / 2} * interval '1 ms'
      RETURNING id
    )
    SELECT pg_notify(${CHANGE_CHANNEL}, 'coming-wanted') FROM wanted`;
  const [row] = await queries.$queryRaw<Row[]>`
    SELECT state, read_at AS "readAt" FROM coming_reading`;
  return {
    state: { ...NOTHING, ...row?.state },
    readAt: row?.readAt?.toISOString() ?? null,
  };
}

/** After this a process that died while it read no longer keeps others from reading. */
const CLAIM_MS = 110_000;
/** Between the end of one reading and the begin of the next, over all processes. */
const PAUSE_MS = 60_000;

/** Takes the next reading; null when it is not due, or another process has it. */
export async function claimComingReading(queries: Queries): Promise<ComingState | null> {
  const [row] = await queries.$queryRaw<Row[]>`
    UPDATE coming_reading SET due_at = clock_timestamp() + ${CLAIM_MS} * interval '1 ms'
    WHERE due_at <= clock_timestamp()
    RETURNING state, read_at AS "readAt"`;
  return row === undefined ? null : { ...NOTHING, ...row.state };
}

/** During a reading: what must not be forgotten should this process die now. */
export async function storeVerdicts(queries: Queries, ahead: ComingState['ahead']): Promise<void> {
  await queries.$executeRaw`
    UPDATE coming_reading
    SET state = jsonb_set(state, '{ahead}', ${JSON.stringify(ahead)}::jsonb)`;
}

/** The pause counts from here, so that no minute sees the calls of two readings. */
export async function storeComingState(queries: Queries, state: ComingState): Promise<void> {
  await queries.$executeRaw`
    UPDATE coming_reading SET state = ${JSON.stringify(state)}::jsonb,
      due_at = clock_timestamp() + ${PAUSE_MS} * interval '1 ms',
      read_at = CASE WHEN ${state.problem === null} THEN clock_timestamp() ELSE read_at END`;
}
