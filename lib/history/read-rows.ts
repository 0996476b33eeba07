import { DatabaseError, type Pool } from 'pg';
import type { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';

/** SQLSTATE of a statement that its time limit ended. */
const ENDED_BY_TIME_LIMIT = '57014';

/** Runs one question of a person. Throws `AppError` `search-too-slow` when the time limit ended it. */
export async function readRows<Row extends object>(
  pool: Pool,
  { text, values }: Prisma.Sql,
): Promise<readonly Row[]> {
  try {
    return (await pool.query<Row>({ text, values })).rows;
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== ENDED_BY_TIME_LIMIT) throw error;
    throw new AppError({
      code: 'search-too-slow',
      message: 'This search took too long and was stopped; nothing is wrong with the history.',
      hint: 'Narrow it: a date range, an environment, or words of three letters and more. A complete ticket, id, address or e-mail is always quick.',
      cause: error,
    });
  }
}
