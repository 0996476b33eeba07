import { DatabaseError, escapeLiteral, type Pool } from 'pg';
import type { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';

/** SQLSTATE of a statement that its time limit ended. */
const ENDED_BY_TIME_LIMIT = '57014';

/** Runs one question of a person. Throws `AppError` `search-too-slow` when the time limit ended it. */
export async function streamRows<Row extends object>(
  pool: Pool,
  { text, values }: Prisma.Sql,
): Promise<readonly Row[]> {
  try {
    return (await pool.query<Row>({ text, values })).rows;
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== ENDED_BY_TIME_LIMIT) throw error;
    throw new AppError({
      code: 'search-too-slow',
      message: 'The search took too long and was stopped. The history itself is not affected.',
      hint: 'Narrow it down with a date range, an environment, or words of at least three letters. Searching for a complete ticket, ID, address, or e-mail is always fast.',
      cause: error,
    });
  }
}

/**
 * A statement with its values written into it as literals. COPY takes no parameters; the driver's
 * own quoting makes the same values safe.
 */
export function renderSql(sql: Prisma.Sql): string {
  return sql.strings.reduce((text, part, index) => {
    return text + renderValue(sql.values[index - 1]) + part;
  });
}

function renderValue(value: unknown): string {
  if (typeof value === 'string') return escapeLiteral(value);
  throw new TypeError('Only texts can be written into a statement.');
}
