import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Pool, QueryArrayConfig, QueryArrayResult } from 'pg';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** PostgreSQL's internal one-byte type, and the ordinary text type, by their numbers. */
const INTERNAL_CHAR = 18;
const TEXT = 25;

/** Which columns of a result were of the one-byte type, by its rows. */
const charColumns = new WeakMap<readonly unknown[], ReadonlySet<number>>();

/**
 * Prisma's adapter for `pg`, with two gaps closed: it refuses the one-byte type of the system
 * tables, which the schema engine must read to compare a database with the schema, and it runs
 * scripts in pieces.
 */
export function createMigrationAdapter(
  pool: Pool,
  schema: string | null,
): SqlMigrationAwareDriverAdapterFactory {
  const adapter = new PrismaPg(pool, schema ? { schema } : {});
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: async () => closeGaps(await adapter.connect()),
    connectToShadowDb: async () => closeGaps(await adapter.connectToShadowDb()),
  };
}

/** One-byte columns pass the adapter as text and reach the engine as the characters they are. */
function closeGaps(adapter: Adapter): Adapter {
  const pool = adapter.underlyingDriver();
  const queryPool = pool.query.bind(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  Object.assign(pool, {
    query: async (config: QueryArrayConfig) => rememberChars(await queryPool(config)),
  });
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const isChar = charColumns.get(result.rows);
    const columnTypes = result.columnTypes.map((type, at) =>
      isChar?.has(at) ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
  // The adapter cuts a script at every semicolon, also inside a function's body; PostgreSQL itself
  // knows better, and takes a whole script as one transaction.
  adapter.executeScript = async (script) => {
    await queryPool(script);
  };
  return adapter;
}

function rememberChars(result: QueryArrayResult): QueryArrayResult {
  const chars = result.fields.filter((field) => field.dataTypeID === INTERNAL_CHAR);
  if (chars.length > 0) {
    charColumns.set(result.rows, new Set(chars.map((field) => result.fields.indexOf(field))));
  }
  for (const field of chars) field.dataTypeID = TEXT;
  return result;
}
