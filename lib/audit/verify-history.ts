import type { Pool } from 'pg';
import { checkLedger, type KeptHead, type LedgerCounts } from './check-ledger';
import { checkRuns, type RunCounts, type RunScope } from './check-runs';
import { createDayDigests } from './day-digests';
import type { Finding } from './finding';

export type VerifyOptions = {
  readonly scope: RunScope;
  readonly keptHeads: readonly KeptHead[];
  readonly onFinding: (finding: Finding) => void;
  /** Events that were looked at so far. */
  readonly onProgress: (events: number) => void;
};

export type VerifyReport = RunCounts & LedgerCounts;

/**
 * Computes every chain again from what the rows say now, in one consistent moment of the database:
 * runs and their events, closed days, the ledger. Changes nothing, and needs to read only.
 */
export async function verifyHistory(pool: Pool, options: VerifyOptions): Promise<VerifyReport> {
  const { scope, keptHeads, onFinding, onProgress } = options;
  const client = await pool.connect();
  try {
    await client.query(BEGIN);
    const digests = createDayDigests();
    const runs = await checkRuns(client, scope, { onFinding, digests, onEvents: onProgress });
    const whole = scope.kind === 'all' ? digests : null;
    const ledger = await checkLedger(client, { onFinding, digests: whole, keptHeads });
    return { ...runs, ...ledger };
  } finally {
    // Ends the transaction and its cursors, whatever happened in between.
    client.release(true);
  }
}

/** The order of ids is the order of an index; sorting millions of rows would be the slow way. */
const BEGIN = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL enable_sort = off;
  SET LOCAL jit = off`;
