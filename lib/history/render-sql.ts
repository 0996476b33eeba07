import { escapeLiteral } from 'pg';
import type { Prisma } from '@/lib/db/generated/client';

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
