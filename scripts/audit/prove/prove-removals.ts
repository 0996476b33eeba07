import type pg from 'pg';
import type { Random } from '@/scripts/seed/random';
import { asIntruder, verifyCopy } from './verify-copy';

export type RemovalsProof = { readonly made: number; readonly found: number };

/** What an intruder does who knows the tables well, and leaves nothing behind in them. */
const REMOVALS = [
  // The last event, and the run's own count of them.
  `DELETE FROM event WHERE run_id = $run AND seq = (SELECT event_seq FROM run WHERE id = $run);
   UPDATE run SET event_seq = event_seq - 1 WHERE id = $run`,
  // The whole run.
  `DELETE FROM event WHERE run_id = $run; DELETE FROM step WHERE run_id = $run;
   DELETE FROM run WHERE id = $run`,
  // One more event at the end, chained as it should be, on the day of the one before.
  `INSERT INTO event (run_id, seq, at, level, code, message, data, state, hash)
   SELECT run_id, seq + 1, at, level, code, message, data, substring(state FOR 32),
     event_hash(ROW(run_id, seq + 1, at, level, code, message, NULL, data, NULL, 2,
       substring(state FOR 32))::event, hash)
   FROM event WHERE run_id = $run AND seq = (SELECT event_seq FROM run WHERE id = $run);
   UPDATE run SET event_seq = event_seq + 1 WHERE id = $run`,
] as const;

/** Takes rows away or adds some on so many days, verifies once, and counts the days that miss them. */
export async function proveRemovals(
  url: string,
  wanted: number,
  random: Random,
): Promise<RemovalsProof> {
  const entries = await asIntruder(url, (client) => removeRows(client, wanted, random));
  const named = new Set(
    (await verifyCopy(url)).flatMap(({ place }) => (place.kind === 'ledger' ? [place.seq] : [])),
  );
  return { made: entries.length, found: entries.filter((entry) => named.has(entry)).length };
}

/** The ledger's entries of the days that are touched, one removal a day. */
async function removeRows(
  client: pg.Client,
  wanted: number,
  random: Random,
): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: string; entry: number }>(
    `SELECT DISTINCT ON (entry) run.id, ledger.seq AS entry
     FROM run JOIN event ON event.run_id = run.id AND event.seq = run.event_seq
       JOIN ledger ON ledger.code = 'day-closed'
         AND ledger.data->>'day' = ((event.at AT TIME ZONE 'UTC')::date)::text
     WHERE run.retry_of_id IS NULL ORDER BY entry, run.id`,
  );
  const entries: number[] = [];
  while (entries.length < wanted) {
    const [target] = rows.splice(random.below(rows.length), 1);
    if (target === undefined) throw new Error('There are too few days for so many removals.');
    await client.query(random.pick(REMOVALS).replaceAll('$run', `'${target.id}'`));
    entries.push(target.entry);
  }
  return entries;
}
