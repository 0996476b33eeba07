import type { Queries } from '@/lib/db/client';
import type { NewEvent } from './new-event';

/**
 * Adds lines to a run's log, whoever owns the run. The run's row is locked for the moment, so the
 * numbers have no gaps and no doubles; each line is stored after the one it is chained to.
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
