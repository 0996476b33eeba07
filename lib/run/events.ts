import type { Queries } from '@/lib/db/client';
import type { EventLevel } from './run';

/** An event before the database gave it its number and time. */
export type NewEvent = {
  readonly level: EventLevel;
  /** Stable kebab-case name, such as `snapshot-created`. */
  readonly code: string;
  readonly message: string;
  readonly stepId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

/**
 * Adds lines to a run's log, without owning the run. The run's row is locked for the moment, so the
 * numbers have no gaps and no doubles; each line is stored after the one it is chained to. What the
 * lines are about must be in the rows by now: each event seals what its run's and step's row say.
 */
export async function appendEvents(
  queries: Queries,
  runId: string,
  events: readonly NewEvent[],
): Promise<void> {
  const lines = JSON.stringify(
    events.map(({ level, code, message, stepId, data }) => ({
      level,
      code,
      message,
      step_id: stepId ?? null,
      data: data ?? {},
    })),
  );
  await queries.$executeRaw`
    WITH numbered AS (
      UPDATE run SET event_seq = event_seq + ${events.length}
      WHERE id = ${runId}::uuid
      RETURNING id, event_seq - ${events.length} AS before
    )
    INSERT INTO event (run_id, seq, level, code, message, step_id, data)
    SELECT numbered.id, numbered.before + line.position, line.entry->>'level', line.entry->>'code',
           line.entry->>'message', (line.entry->>'step_id')::uuid, line.entry->'data'
    FROM numbered, jsonb_array_elements(${lines}::jsonb) WITH ORDINALITY AS line(entry, position)
    ORDER BY line.position`;
}
