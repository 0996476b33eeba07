import type { Pool } from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@/lib/errors/app-error';
import { toDatabaseFailure } from '@/lib/errors/database-failure';
import type { Logger } from '@/lib/log/logger';
import type { Database } from './client';
import { createReadOnlyError } from './connect';
import { refuseTransactionPooler } from './pooler';

/** Whether work can be done: reached, migrated, writable. Null: it can. */
export async function checkDatabase({ pool }: Pick<Database, 'pool'>): Promise<AppError | null> {
  try {
    await askForWrites(pool);
    return null;
  } catch (error) {
    return toFailure(error);
  }
}

/** The same, and whether sessions stay with their connection; asked once, at the start. */
export async function checkDatabaseAtStart(
  database: Pick<Database, 'pool' | 'direct'>,
): Promise<AppError | null> {
  const failure = await checkDatabase(database);
  if (failure !== null) return failure;
  try {
    await refuseTransactionPooler(database.direct);
    return null;
  } catch (error) {
    return toFailure(error);
  }
}

async function askForWrites(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ readOnly: boolean }>(
    `SELECT current_setting('transaction_read_only') = 'on' AS "readOnly",
            (SELECT count(*) FROM (SELECT FROM run LIMIT 1) AS known),
            (SELECT version FROM pgboss.version LIMIT 1)`,
  );
  if (rows[0]?.readOnly) throw createReadOnlyError();
}

/** What no one has a sentence for keeps its own words, in the log. */
function toFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return (
    toDatabaseFailure(error) ??
    new AppError({
      code: 'database-unavailable',
      message: `Cannot use the database: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Check DATABASE_URL and the log of the database server.',
      retryable: true,
      cause: error,
    })
  );
}

const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/**
 * Asks until the database can be worked with, at growing intervals, and says in one line each time
 * what is missing. False: stopped before.
 */
export async function waitForDatabase(
  database: Pick<Database, 'pool' | 'direct'>,
  log: Logger,
  stopping: AbortSignal,
): Promise<boolean> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const failure = await checkDatabaseAtStart(database);
    if (stopping.aborted) return false;
    if (failure === null) return true;
    const { message, hint, code, details } = failure;
    log.error({ code, ...details }, `${message} ${hint} Retrying in ${pauseMs / 1_000} s.`);
    await wait(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}
