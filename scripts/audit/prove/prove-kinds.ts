import pg from 'pg';
import { v7 as createId } from 'uuid';
import { checkGuards } from '@/lib/audit/check-guards';
import type { Finding } from '@/lib/audit/finding';
import {
  DISARMINGS,
  EXPORT_CHANGES,
  FORGED_RUN,
  LEDGER_ADDITIONS,
  RUN_ADDITIONS,
  RUN_CHANGES,
} from './kinds';
import { asIntruder, asOwner, verifyCopy } from './verify-copy';

/** How many of a named kind of forgery were tried, and how many were found or refused. */
export type KindProof = { readonly kind: string; readonly made: number; readonly good: number };

type Attempt = { readonly kind: string; readonly place: string };

/**
 * Tries so many forgeries of each kind, each on a run or export of its own, and verifies once. What
 * the database refuses is tried as well, and counted as refused.
 */
export async function proveKinds(url: string, each: number): Promise<readonly KindProof[]> {
  const refused = await asOwner(url, (client) => proveRefusals(client, each));
  const guards = await asOwner(url, (client) => proveGuards(client, each));
  await asOwner(url, (client) => recordExports(client, each * Object.keys(EXPORT_CHANGES).length));
  const before = await verifyCopy(url);
  if (before.length > 0) throw new Error('The history was not clean before anything was forged.');
  const runs = await asOwner(url, pickRuns);
  const added = await asOwner(url, (client) => add(client, each, runs));
  const changed = await asIntruder(url, (client) => change(client, each, runs));
  const named = new Set((await verifyCopy(url)).flatMap(placesOf));
  return [...refused, guards, ...countFound([...added, ...changed], named)];
}

function countFound(attempts: readonly Attempt[], named: ReadonlySet<string>): KindProof[] {
  const kinds = [...new Set(attempts.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const made = attempts.filter((attempt) => attempt.kind === kind);
    return { kind, made: made.length, good: made.filter(({ place }) => named.has(place)).length };
  });
}

function placesOf({ place }: Finding): readonly string[] {
  switch (place.kind) {
    case 'run':
      return [`run ${place.runId}`];
    case 'ledger':
      return [`ledger ${place.seq}`];
    case 'export':
      return [`export ${place.id}`];
    case 'archive':
    case 'guard':
      return [];
  }
}

/** Runs that succeeded long ago, each to be forged once. There is no 29 February in most years BC. */
async function pickRuns(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM run WHERE status = 'succeeded' AND started_at < now() - interval '60 days'
       AND to_char(started_at AT TIME ZONE 'UTC', 'MM-DD') NOT IN ('02-28', '02-29') ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

function takeRun(runs: string[]): string {
  const run = runs.pop();
  if (run === undefined) throw new Error('There are too few runs for so many forgeries.');
  return run;
}

async function add(client: pg.Client, each: number, runs: string[]): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  for (let time = 0; time < each; time += 1) {
    for (const [kind, statement] of Object.entries(RUN_ADDITIONS)) {
      const run = takeRun(runs);
      await client.query(statement.replaceAll('$run', `'${run}'`));
      attempts.push({ kind, place: `run ${run}` });
    }
    const forged = createId();
    const names = { $run: `'${takeRun(runs)}'`, $new: `'${forged}'` };
    await client.query(
      FORGED_RUN.replaceAll(/\$(run|new)/g, (name) => names[name as keyof typeof names]),
    );
    attempts.push({ kind: 'run of 2024 with a log of today', place: `run ${forged}` });
    for (const [kind, statement] of Object.entries(LEDGER_ADDITIONS)) {
      attempts.push({ kind, place: await placeOf(client, statement) });
    }
  }
  return attempts;
}

async function change(
  client: pg.Client,
  each: number,
  runs: string[],
): Promise<readonly Attempt[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM export_record ORDER BY id DESC',
  );
  const exports = rows.map(({ id }) => id);
  const attempts: Attempt[] = [];
  for (let time = 0; time < each; time += 1) {
    for (const [kind, statement] of Object.entries(RUN_CHANGES)) {
      const run = takeRun(runs);
      await client.query(statement.replaceAll('$run', `'${run}'`));
      attempts.push({ kind, place: `run ${run}` });
    }
    for (const [kind, statement] of Object.entries(EXPORT_CHANGES)) {
      const own = statement.replaceAll('$export', `'${exports.pop()}'`);
      attempts.push({ kind, place: await placeOf(client, own) });
    }
  }
  return attempts;
}

async function placeOf(client: pg.Client, statement: string): Promise<string> {
  return (await client.query<{ place: string }>(statement)).rows[0]?.place ?? '';
}

async function recordExports(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name)
     SELECT gen_random_uuid(), 'csv', '', 'user-ada', 'ada@example.com', 'Ada' FROM generate_series(1, $1)`,
    [count],
  );
  await client.query(
    `UPDATE export_record SET status = 'complete', rows = 1, bytes = 2, sha256 = repeat('0', 64)`,
  );
}

/** Each disarming is looked for alone, and taken back. */
async function proveGuards(client: pg.Client, each: number): Promise<KindProof> {
  let good = 0;
  for (let time = 0; time < each; time += 1) {
    let found = 0;
    await client.query('BEGIN');
    await client.query(DISARMINGS[time % DISARMINGS.length] ?? '');
    await checkGuards(client, () => (found += 1));
    await client.query('ROLLBACK');
    if (found > 0) good += 1;
  }
  return { kind: 'trigger, function or constraint disarmed', made: each, good };
}

/** What must not be possible at all. */
async function proveRefusals(client: pg.Client, each: number): Promise<readonly KindProof[]> {
  let [sealed, temporary] = [0, 0];
  for (let time = 0; time < each; time += 1) {
    if (await isRefused(client, sealFrom(time))) sealed += 1;
    if (await hasRealTime(client)) temporary += 1;
  }
  return [
    { kind: 'day sealed before its end: refused', made: each, good: sealed },
    { kind: 'temporary tables: not what is chained to', made: each, good: temporary },
  ];
}

function sealFrom(days: number): string {
  return `INSERT INTO ledger (code, data) SELECT 'day-closed', jsonb_build_object('runs', 0,
    'day', (now() AT TIME ZONE 'UTC')::date + ${days}, 'chains', encode(sha256(''), 'hex'))`;
}

async function isRefused(client: pg.Client, statement: string): Promise<boolean> {
  try {
    await client.query(statement);
    return false;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23000') return true;
    throw error;
  }
}

/** An event that is stored beside a temporary table `event` of 2099 follows the real one before it. */
async function hasRealTime(client: pg.Client): Promise<boolean> {
  await client.query(`BEGIN;
    CREATE TEMPORARY TABLE event (run_id uuid, seq integer, at timestamptz, hash bytea);
    INSERT INTO event SELECT id, event_seq, '2099-01-01', '\\x00' FROM run ORDER BY id LIMIT 1`);
  const { rows } = await client.query<{ real: boolean }>(
    `WITH next AS (UPDATE run SET event_seq = event_seq + 1
       WHERE id = (SELECT id FROM run ORDER BY id LIMIT 1) RETURNING id, event_seq)
     INSERT INTO public.event (run_id, seq, level, code, message)
     SELECT id, event_seq, 'info', 'x', 'y' FROM next
     RETURNING at < now() + interval '1 hour' AS real`,
  );
  await client.query('ROLLBACK');
  return rows[0]?.real === true;
}
