import { Prisma } from '@/lib/db/generated/client';
import type { EventLevel, StepStatus } from '../run';
import { IS_PASSIVE } from './passive-mode';
import type { OwnedRun } from './run-context';

/** A change of steps and the event that tells of it. */
type Change = {
  /** The change happens only from one of these. */
  readonly from: readonly StepStatus[];
  /** Columns and values, as in `UPDATE step SET …`; `val` holds each step's own values. */
  readonly set: Prisma.Sql;
  readonly level: EventLevel;
  readonly code: string;
  /** Nothing is called for a cancelled run, in passive mode, or before the step's time. */
  readonly onlyToCall?: boolean;
};

type StepWrite = {
  readonly stepId: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly val?: Readonly<Record<string, string | null>>;
};

/** A step that is to be called again, some time; in a cancelled run there is no such time. */
export const BACK_TO_PLANNED = Prisma.sql`
  status = CASE WHEN owner.cancelled THEN 'skipped' ELSE 'planned' END, call_deadline_at = NULL`;

/**
 * Changes steps of one run and adds an event for each, in one statement, only while the claim still
 * holds. Locking the run's row first is what makes the fence safe: a take-over waits for this
 * statement or this statement sees the take-over. Time is the database's. Returns what was written.
 */
export async function writeSteps(
  { engine, run }: OwnedRun,
  { from, set, level, code, onlyToCall = false }: Change,
  writes: readonly StepWrite[],
): Promise<ReadonlySet<string>> {
  const wanted = writes.map(({ stepId, message, data = {}, val = {} }) => {
    return { id: stepId, message, data, val };
  });
  const written = await engine.database.prisma.$queryRaw<{ id: string }[]>`
    WITH wanted AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        AS one(id uuid, message text, data jsonb, val jsonb)
    ), owner AS (
      SELECT id, cancel_requested_at IS NOT NULL AS cancelled FROM run
      WHERE id = ${run.runId}::uuid AND fence = ${run.fence}
        AND (NOT ${onlyToCall} OR (cancel_requested_at IS NULL AND NOT ${IS_PASSIVE}))
      FOR UPDATE
    ), changed AS (
      UPDATE step SET ${set}, updated_at = clock_timestamp()
      FROM owner, wanted
      WHERE step.id = wanted.id AND step.run_id = owner.id
        AND step.status = ANY(${[...from]}::text[])
        AND (step.not_before <= clock_timestamp() OR NOT ${onlyToCall})
      RETURNING step.id, step.position, wanted.message, wanted.data
    ), numbered AS (
      UPDATE run SET event_seq = run.event_seq + (SELECT count(*) FROM changed)
      FROM owner
      WHERE run.id = owner.id AND EXISTS (SELECT FROM changed)
      RETURNING run.id, run.event_seq - (SELECT count(*) FROM changed) AS before
    )
    INSERT INTO event (run_id, seq, level, code, message, step_id, data)
    SELECT numbered.id, numbered.before + row_number() OVER (ORDER BY changed.position),
           ${level}, ${code}, changed.message, changed.id, changed.data
    FROM numbered, changed
    ORDER BY changed.position
    RETURNING step_id AS id`;
  return new Set(written.map(({ id }) => id));
}

export async function writeStep(
  owned: OwnedRun,
  { id: stepId }: { readonly id: string },
  { message, data = {}, ...change }: Change & Omit<StepWrite, 'stepId' | 'val'>,
): Promise<void> {
  await writeSteps(owned, change, [{ stepId, message, data }]);
}
