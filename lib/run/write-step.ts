import type { Queries } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import type { Claim } from './engine';
import type { EventLevel, StepStatus } from './run';
import { searchable } from './searchable';

/** What steps that are written together have in common. */
type SharedWrite = {
  /** The change happens only from one of these. */
  readonly from: readonly StepStatus[];
  /** Columns and values, as in `UPDATE step SET …`; `val` holds each step's own values. */
  readonly set: Prisma.Sql;
  readonly level: EventLevel;
  readonly code: string;
  /** A cancelled run takes no further snapshots. */
  readonly unlessCancelled?: boolean;
  /** A step whose time has not come stays as it is. */
  readonly onlyWhenDue?: boolean;
};

/** A step that is to be called again, some time; in a cancelled run there is no such time. */
export const BACK_TO_THE_PLAN = Prisma.sql`
  status = CASE WHEN owner.cancelled THEN 'skipped' ELSE 'planned' END, call_deadline_at = NULL`;

type OneWrite = {
  readonly stepId: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly val?: Readonly<Record<string, string | null>>;
  /** What the history's search box should find the run by from now on. */
  readonly searchText?: string;
};

type StepWrite = Omit<SharedWrite, 'level' | 'code'> &
  Pick<OneWrite, 'stepId' | 'searchText'> & {
    readonly event: Pick<SharedWrite, 'level' | 'code'> & Pick<OneWrite, 'message' | 'data'>;
  };

/**
 * Changes steps of one run and adds a log line for each, in one statement, only while the claim
 * still holds. Locking the run's row first is what makes the fence safe: a take-over waits for this
 * statement or this statement sees the take-over. Time is the database's. Returns what was written.
 */
export async function writeSteps(
  queries: Queries,
  claim: Claim,
  shared: SharedWrite,
  writes: readonly OneWrite[],
): Promise<ReadonlySet<string>> {
  const wanted = writes.map(({ stepId, message, data, val }) => ({
    id: stepId,
    message,
    data: data ?? {},
    val: val ?? {},
  }));
  const written = await queries.$queryRaw<{ id: string }[]>`
    WITH wanted AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        AS one(id uuid, message text, data jsonb, val jsonb)
    ), owner AS (
      SELECT id, cancel_requested_at IS NOT NULL AS cancelled FROM run
      WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence}
        AND (cancel_requested_at IS NULL OR NOT ${shared.unlessCancelled ?? false})
      FOR UPDATE
    ), changed AS (
      UPDATE step SET ${shared.set}, updated_at = clock_timestamp()
      FROM owner, wanted
      WHERE step.id = wanted.id AND step.run_id = owner.id
        AND step.status = ANY(${[...shared.from]}::text[])
        AND (step.not_before <= clock_timestamp() OR NOT ${shared.onlyWhenDue ?? false})
      RETURNING step.id, step.position, wanted.message, wanted.data
    ), numbered AS (
      UPDATE run SET event_seq = run.event_seq + (SELECT count(*) FROM changed)
        ${addSearchText(writes)}
      FROM owner
      WHERE run.id = owner.id AND EXISTS (SELECT FROM changed)
      RETURNING run.id, run.event_seq - (SELECT count(*) FROM changed) AS before
    ), logged AS (
      INSERT INTO event (run_id, seq, level, code, message, step_id, data)
      SELECT numbered.id, numbered.before + row_number() OVER (ORDER BY changed.position),
             ${shared.level}, ${shared.code}, changed.message, changed.id, changed.data
      FROM numbered, changed
      ORDER BY changed.position
      RETURNING step_id
    )
    SELECT step_id AS id FROM logged`;
  return new Set(written.map(({ id }) => id));
}

/** The same for one step. False: nothing was written. */
export async function writeStep(
  queries: Queries,
  claim: Claim,
  { stepId, event, searchText, ...shared }: StepWrite,
): Promise<boolean> {
  const { level, code, message, data } = event;
  const write = {
    stepId,
    message,
    ...(data === undefined ? {} : { data }),
    ...(searchText === undefined ? {} : { searchText }),
  };
  return (await writeSteps(queries, claim, { ...shared, level, code }, [write])).has(stepId);
}

/** The column is long and indexed: writing it again without need would be most of the work. */
function addSearchText(writes: readonly OneWrite[]): Prisma.Sql {
  const texts = writes.flatMap(({ searchText }) => searchText ?? []);
  if (texts.length === 0) return Prisma.empty;
  return Prisma.sql`, search_text = run.search_text || ${` ${searchable(texts.join(' '))}`}`;
}
