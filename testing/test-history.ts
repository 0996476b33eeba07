import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from './test-database';
import { seedHistory } from '@/scripts/seed/seed-history';
import { sealDays } from '@/lib/audit/seal-days';
import { describeFinding } from '@/lib/audit/finding';
import { verifyHistory, type VerifyOptions } from '@/lib/audit/verify-history';

export type TestHistory = Database & {
  /** Runs statements as someone who may do anything, with every trigger and foreign key off. */
  tamper(...statements: readonly string[]): Promise<void>;
  /** What verifying finds, in words. */
  verify(options?: Partial<VerifyOptions>): Promise<readonly string[]>;
};

/** A database with two years of invented history and every day sealed. For tests only. */
export async function openTestHistory(runs = 200): Promise<TestHistory> {
  const database = await openTestDatabase();
  // Not a pool: its end does not wait for its connection's, which then dies with the database.
  const intruder = new Client({
    connectionString: database.url,
    options: '-c session_replication_role=replica',
  });
  await intruder.connect();
  onTestFinished(() => intruder.end());
  if (runs > 0) {
    await seedHistory(database.url, {
      runs,
      seed: 3,
      years: 2,
      add: false,
      onProgress: () => undefined,
    });
  }
  await sealDays(database.prisma);
  return {
    ...database,
    async tamper(...statements) {
      for (const statement of statements) await intruder.query(statement);
    },
    verify: (options = {}) => verifyInWords(database, options),
  };
}

export async function verifyInWords(
  { pool }: Pick<Database, 'pool'>,
  options: Partial<VerifyOptions> = {},
): Promise<readonly string[]> {
  const found: string[] = [];
  await verifyHistory(pool, {
    scope: { kind: 'all' },
    kept: [],
    onProgress: () => undefined,
    onFinding: (finding) => found.push(describeFinding(finding)),
    ...options,
  });
  return found;
}
