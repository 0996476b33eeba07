import type { ClientBase, Pool } from 'pg';
import { checkArchive } from './check-archive';
import { checkGuards } from './check-guards';
import {
  checkLedger,
  type ArchiveEntry,
  type DailyDigest,
  type LedgerCounts,
} from './check-ledger';
import { checkRuns, type RunCounts, type RunScope } from './check-runs';
import type { History } from './check-times';
import { createDayStates } from './day-states';
import type { Finding } from './finding';
import { selectInstant } from './instant';

export type VerifyOptions = {
  readonly scope: RunScope;
  readonly kept: readonly DailyDigest[];
  readonly onFinding: (finding: Finding) => void;
  /** Events that were looked at so far. */
  readonly onProgress: (events: number) => void;
};

export type VerifyReport = RunCounts & LedgerCounts;

/**
 * Computes every chain again from what the rows say now, in one consistent moment of the database:
 * the guards, runs and their events, sealed days, exports, the ledger. Changes nothing, and needs to
 * read only.
 */
export async function verifyHistory(pool: Pool, options: VerifyOptions): Promise<VerifyReport> {
  const { scope, kept, onFinding, onProgress } = options;
  const client = await pool.connect();
  try {
    await client.query(BEGIN);
    await checkGuards(client, onFinding);
    const history = await readHistory(client);
    const states = createDayStates();
    const checked = { onFinding, states, history, onEvents: onProgress };
    const runs = await checkRuns(client, scope, checked);
    const ledger = await checkLedger(client, {
      onFinding,
      states: scope.kind === 'all' ? states : null,
      kept,
      history,
    });
    return { ...runs, ...ledger };
  } finally {
    // Ends the transaction and its cursors, whatever happened in between.
    client.release(true);
  }
}

/**
 * The order of ids is the order of an index; sorting millions of rows would be the slow way. Rows
 * that a policy would hide are an error instead.
 */
const BEGIN = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL enable_sort = off;
  SET LOCAL jit = off;
  SET LOCAL row_security = off`;

async function readHistory(client: ClientBase): Promise<History> {
  const { rows } = await client.query<{ now: string; changed: string | null }>(
    `SELECT ${selectInstant('clock_timestamp()')} AS now, (
       SELECT ${selectInstant('at')} FROM ledger WHERE code = 'format-changed' ORDER BY seq LIMIT 1
     ) AS changed`,
  );
  const changed = rows[0]?.changed ?? null;
  return {
    now: Number(rows[0]?.now),
    formatChangedAt: changed === null ? null : Number(changed),
  };
}

/** Looks at some runs in the caller's transaction: their chains, and what their rows say. */
export async function verifyRuns(
  client: ClientBase,
  runIds: readonly string[],
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const history = await readHistory(client);
  const states = createDayStates();
  const scope = { kind: 'runs', runIds } as const;
  await checkRuns(client, scope, { onFinding, states, history, onEvents: () => undefined });
}

/** Checks every archive that the ledger names, in a folder; without one the files are not looked at. */
export async function verifyArchives(
  pool: Pool,
  entries: readonly ArchiveEntry[],
  folder: string | null,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  if (folder === null) return;
  const client = await pool.connect();
  try {
    for (const entry of entries) await checkArchive(client, folder, entry, onFinding);
  } finally {
    client.release();
  }
}
