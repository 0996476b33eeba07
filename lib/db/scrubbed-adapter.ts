import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory, SqlQuery, SqlQueryable } from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';
import { scrubSecrets } from '@/lib/log/scrub-secrets';

/**
 * Prisma's adapter for `pg`, through which no secret gets into the database: every text that is
 * handed to a statement, whoever wrote the statement, is scrubbed first. What is searched for is
 * scrubbed alike, so that it finds what was stored.
 */
export function createScrubbedAdapter(pool: Pool): SqlDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => {
      const adapter = scrubArguments(await factory.connect());
      const startTransaction = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (level) => scrubArguments(await startTransaction(level));
      return adapter;
    },
  };
}

function scrubArguments<T extends SqlQueryable>(queryable: T): T {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query) => queryRaw(scrubQuery(query));
  queryable.executeRaw = (query) => executeRaw(scrubQuery(query));
  return queryable;
}

function scrubQuery(query: SqlQuery): SqlQuery {
  return { ...query, args: query.args.map(scrubValue) };
}

function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  return Array.isArray(value) ? value.map(scrubValue) : value;
}

/** Postgres has no text with a NUL in it; a search for one must find nothing, not fail. */
function storable(text: string): string {
  return scrubSecrets(text).replaceAll('\0', '\uFFFD');
}
