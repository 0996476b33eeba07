import type { Queries } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import type { Claim } from './engine';
import type { NewEvent } from './new-event';
import type { StepStatus } from './run';
import { searchable } from './searchable';

type StepWrite = {
  readonly stepId: string;
  /** The change happens only from one of these. */
  readonly from: readonly StepStatus[];
  /** Columns and values, as in `UPDATE step SET …`. */
  readonly set: Prisma.Sql;
  readonly event: NewEvent;
  /** What the history's search box should find the run by from now on. */
  readonly searchText?: string;
  /** A cancelled run takes no further snapshots. */
  readonly unlessCancelled?: boolean;
};

/**
 * Changes one step and adds its log line in one statement, only while the claim still holds.
 * Locking the run's row first is what makes the fence safe: a take-over waits for this statement
 * or this statement sees the take-over. Time is the database's. False: nothing was written.
 */
export async function writeStep(
  queries: Queries,
  claim: Claim,
  write: StepWrite,
): Promise<boolean> {
  const { event } = write;
  const written = await queries.$executeRaw`
    WITH owner AS (
      UPDATE run
      SET event_seq = event_seq + 1,
          search_text = search_text || ${write.searchText === undefined ? '' : ` ${searchable(write.searchText)}`}
      WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence}
        AND (cancel_requested_at IS NULL OR NOT ${write.unlessCancelled ?? false})
        AND EXISTS (SELECT FROM step WHERE id = ${write.stepId}::uuid
                    AND status = ANY(${[...write.from]}::text[]))
      RETURNING id, event_seq
    ), changed AS (
      UPDATE step SET ${write.set}, updated_at = clock_timestamp()
      FROM owner WHERE step.id = ${write.stepId}::uuid
      RETURNING step.id
    )
    INSERT INTO event (run_id, seq, level, code, message, step_id, data)
    SELECT owner.id, owner.event_seq, ${event.level}, ${event.code}, ${event.message}, changed.id,
           ${JSON.stringify(event.data ?? {})}::jsonb
    FROM owner, changed`;
  return written === 1;
}
