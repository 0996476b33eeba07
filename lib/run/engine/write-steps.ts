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

/** The same for one step. */
export async function writeStep(
  owned: OwnedRun,
  { id: stepId }: { readonly id: string },
  { message, data = {}, ...change }: Change & Omit<StepWrite, 'stepId' | 'val'>,
): Promise<void> {
  await writeSteps(owned, change, [{ stepId, message, data }]);
}

type Pending<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Lets steps that write at about the same time share one statement: what arrives while one is under
 * way goes into the next. `perform` returns a result for each item, in their order.
 */
export function createBatcher<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let pending: Pending<Item, Result>[] = [];
  let busy = false;

  const performAll = async () => {
    // What arrives in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      await performBatch(perform, batch);
    }
    busy = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      void performAll();
    });
}

async function performBatch<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Pending<Item, Result>[],
): Promise<void> {
  try {
    const results = await perform(batch.map(({ item }) => item));
    for (const [index, result] of results.entries()) batch[index]?.resolve(result);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
