import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase, Pool } from 'pg';
import { checkArchive } from './check-archive';
import { describeFinding, type Finding } from './finding';
import { selectInstant } from './instant';
import { verifyRuns } from './verify-history';
import { writeArchive, type WrittenArchive } from './archive-file';

export type ArchiveOptions = {
  /** Runs that ended before this moment. */
  readonly before: Date;
  /** An existing folder. */
  readonly folder: string;
  /** Runs in one file, and in one transaction. */
  readonly mostRuns: number;
  newId(): string;
};

export type MovedArchive = WrittenArchive & { readonly file: string };

/**
 * Moves the oldest settled runs from the database to a file, in one transaction: the file is
 * written, read back and compared, and the ledger names it, before a row is removed. Returns null
 * when nothing is left to move. Throws, with nothing moved, when a run is not as it was written.
 */
export async function archiveRuns(
  pool: Pool,
  options: ArchiveOptions,
): Promise<MovedArchive | null> {
  const client = await pool.connect();
  let file: string | null = null;
  try {
    await client.query('BEGIN; SET LOCAL enable_sort = off; SET LOCAL jit = off');
    const runIds = await chooseArchivable(client, options.before, options.mostRuns);
    if (runIds.length === 0) return null;
    await refuseFindings((onFinding) => verifyRuns(client, runIds, onFinding));
    const name = await nameArchive(client, runIds, options.newId());
    file = join(options.folder, name);
    const written = await writeArchive(client, file, runIds);
    await writeFile(`${file}.sha256`, `${written.sha256}  ${name}\n`, { flag: 'wx' });
    const seq = await recordArchive(client, name, runIds, written);
    const entry = { ...written, file: name, seq };
    await refuseFindings((onFinding) => checkArchive(client, options.folder, entry, onFinding));
    await removeRuns(client, runIds);
    await client.query('COMMIT');
    return { ...written, file };
  } catch (error) {
    if (file !== null) await setAside(file);
    throw error;
  } finally {
    // Rolls back whatever was not committed.
    client.release(true);
  }
}

/**
 * Runs that may leave: older than asked for, at their end with Slack, the ticket and every snapshot
 * settled, their last day closed in the ledger, and no run that stays behind is a retry or a
 * deletion of them.
 */
const ARCHIVABLE = `
  run.finished_at < $1 AND run.slack_due_at IS NULL AND run.ticket_due_at IS NULL
  AND NOT EXISTS (SELECT FROM step WHERE step.run_id = run.id AND (
    step.watch_due_at IS NOT NULL OR step.name_due_at IS NOT NULL OR step.status IN ('planned', 'calling', 'unknown')))
  AND NOT EXISTS (SELECT FROM event WHERE event.run_id = run.id AND event.at >= (
    SELECT max(data->>'day')::date + 1 FROM ledger WHERE code = 'day-closed')
      ::timestamp AT TIME ZONE 'UTC')
  AND NOT EXISTS (SELECT FROM run AS retry WHERE run.id IN (retry.retry_of_id, retry.deletion_of_id) AND (
    retry.finished_at IS NULL OR retry.finished_at >= $1 OR retry.slack_due_at IS NOT NULL
    OR retry.ticket_due_at IS NOT NULL))`;

type Archivable = {
  readonly runs: number;
  readonly events: number;
  readonly oldest: Date | null;
  readonly newest: Date | null;
};

/** What would be moved; changes nothing. */
export async function countArchivable(client: ClientBase, before: Date): Promise<Archivable> {
  const { rows } = await client.query<Archivable>(
    `SELECT count(*)::int AS runs, coalesce(sum(event_seq), 0)::int AS events,
       min(started_at) AS oldest, max(started_at) AS newest
     FROM run WHERE ${ARCHIVABLE}`,
    [before],
  );
  return rows[0] ?? { runs: 0, events: 0, oldest: null, newest: null };
}

/** The oldest of them, locked until the transaction ends. */
async function chooseArchivable(
  client: ClientBase,
  before: Date,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM run WHERE ${ARCHIVABLE} ORDER BY started_at, id LIMIT $2 FOR UPDATE`,
    [before, limit],
  );
  return keepRetriesTogether(
    client,
    rows.map(({ id }) => id),
  );
}

/** A run stays as long as its retry or deletion stays: that one's record names it. */
async function keepRetriesTogether(
  client: ClientBase,
  chosen: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM unnest($1::uuid[]) AS chosen(id)
     WHERE NOT EXISTS (SELECT FROM run AS retry
       WHERE chosen.id IN (retry.retry_of_id, retry.deletion_of_id) AND retry.id <> ALL($1::uuid[]))`,
    [chosen],
  );
  if (rows.length === chosen.length) return chosen;
  return keepRetriesTogether(
    client,
    rows.map(({ id }) => id),
  );
}

/** `snapgate-2020-01-02-to-2020-02-03-1a2b3c4d.jsonl`: the days of the first and the last run. */
async function nameArchive(
  client: ClientBase,
  runIds: readonly string[],
  id: string,
): Promise<string> {
  const { rows } = await client.query<{ first: string; last: string }>(
    `SELECT (min(started_at) AT TIME ZONE 'UTC')::date::text AS first,
       (max(started_at) AT TIME ZONE 'UTC')::date::text AS last
     FROM run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  return `snapgate-${rows[0]?.first}-to-${rows[0]?.last}-${id.slice(-8)}.jsonl`;
}

/** The ledger names the file; each run leaves behind what its closed days need. */
async function recordArchive(
  client: ClientBase,
  file: string,
  runIds: readonly string[],
  { sha256, runs, events, bytes }: WrittenArchive,
): Promise<number> {
  const { rows } = await client.query<{ seq: number }>(
    `INSERT INTO ledger (code, data) VALUES ('runs-archived', $1) RETURNING seq`,
    [{ file, sha256, runs, events, bytes, left: await hashLeft(client, runIds) }],
  );
  const seq = rows[0]?.seq ?? 0;
  await client.query(
    `INSERT INTO archived_run (run_id, archive_seq, ticket, started_at, days, seqs, hashes)
     SELECT run.id, $2, run.ticket, run.started_at, tails.days, tails.seqs, tails.hashes
     FROM run, LATERAL (
       SELECT array_agg(day ORDER BY seq) AS days, array_agg(seq ORDER BY seq) AS seqs,
         array_agg(hash ORDER BY seq) AS hashes
       FROM (
         SELECT DISTINCT ON (day) (at AT TIME ZONE 'UTC')::date AS day, seq, hash
         FROM event WHERE run_id = run.id ORDER BY day, seq DESC
       ) AS last_of_day
     ) AS tails
     WHERE run.id = ANY($1::uuid[])`,
    [runIds, seq],
  );
  return seq;
}

/** As `DayStates` has it: what stays of the runs besides the ends of their days. */
async function hashLeft(client: ClientBase, runIds: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ left: string }>(
    `SELECT encode(sha256(convert_to(string_agg(concat(id, ' ', ticket, ' ',
       ${selectInstant('started_at')}, E'\\n'), '' ORDER BY id), 'UTF8')), 'hex') AS left
     FROM run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  return rows[0]?.left ?? '';
}

async function refuseFindings(
  check: (onFinding: (finding: Finding) => void) => Promise<void>,
): Promise<void> {
  const findings: Finding[] = [];
  await check((finding) => findings.push(finding));
  const [first] = findings;
  if (first === undefined) return;
  throw new Error(
    `Nothing was moved: ${describeFinding(first)} Run \`npm run audit:verify\` to see every finding.`,
  );
}

async function removeRuns(client: ClientBase, runIds: readonly string[]): Promise<void> {
  for (const [table, column] of [
    ['event', 'run_id'],
    ['step', 'run_id'],
    ['run', 'id'],
  ] as const) {
    await client.query(`DELETE FROM ${table} WHERE ${column} = ANY($1::uuid[])`, [runIds]);
  }
}

/**
 * The transaction may have been committed even if we did not hear of it, so the file is kept under
 * another name instead of deleted.
 */
async function setAside(file: string): Promise<void> {
  await rename(file, `${file}.not-archived`).catch(() => undefined);
  await rm(`${file}.sha256`, { force: true });
}
