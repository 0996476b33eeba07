import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { DatabaseError, type Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { openPool, type DatabaseAddress } from './connect';

type SchemaEngine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;

let loading: Promise<void> | null = null;

/**
 * Prisma's own schema engine in its WebAssembly build, speaking to the database through `pg`. The
 * Prisma CLI would download a native one first, which a machine without internet cannot. `onRefusal`
 * hears PostgreSQL's own words about a script, which the engine's error may not have.
 */
export async function withSchemaEngine<T>(
  address: DatabaseAddress,
  work: (engine: SchemaEngine) => Promise<T>,
  onRefusal: (error: DatabaseError) => void = () => undefined,
): Promise<T> {
  loading ??= loadWasm();
  await loading;
  const pool = openPool(address);
  const url = typeof address === 'string' ? address : address.url;
  const schema = new URL(url).searchParams.get('schema');
  const adapter = createMigrationAdapter(pool, schema, onRefusal);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(adapter),
    );
    return await work(engine).finally(() => engine.free());
  } finally {
    await pool.end();
  }
}

/** The package's entry imports the `.wasm` as a module, which Node 20 cannot. */
async function loadWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const code = await readFile(entry.replace(/\.js$/, '.wasm'));
  const imports = Object.entries(bindings).flatMap(([name, value]) =>
    isFunction(value) ? [[name, releaseTimer(name, value)] as const] : [],
  );
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
  const { instance } = await WebAssembly.instantiate(code, {
    './schema_engine_bg.js': Object.fromEntries(imports),
  });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (isFunction(start)) start();
}

type ImportedFunction = (...call: readonly unknown[]) => unknown;

function isFunction(value: unknown): value is ImportedFunction {
  return typeof value === 'function';
}

/** The engine never clears its lock's time-out, which would keep a process for 10 s after its end. */
function releaseTimer(name: string, call: ImportedFunction): ImportedFunction {
  if (!name.startsWith('__wbg_setTimeout')) return call;
  return (...values) => {
    const timer = call(...values);
    if (timer instanceof Object && 'unref' in timer && isFunction(timer.unref)) timer.unref();
    return timer;
  };
}

/** The engine looks for this by a global name when it meets a bug of its own. */
function reportPanic(message: string): never {
  throw new Error(`Prisma's schema engine stopped: ${message}`);
}

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
function createMigrationAdapter(
  pool: Pool,
  schema: string | null,
  onRefusal: (error: DatabaseError) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const adapter = new PrismaPg(pool, schema ? { schema } : {});
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: async () => closeGaps(await adapter.connect(), onRefusal),
    connectToShadowDb: async () => closeGaps(await adapter.connectToShadowDb(), onRefusal),
  };
}

/**
 * The engine records a migration after its script; a process that is killed in between would leave
 * one that is applied and unfinished. In the script's own transaction there is no between.
 */
const RECORD_AS_FINISHED = `DO $record$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = clock_timestamp()
    WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $record$`;

/** The engine keeps the server's words in its own table only if it is told in this form. */
function toAdapterError(error: DatabaseError): DriverAdapterError {
  const { code = 'N/A', severity = 'ERROR', message, detail, column, hint } = error;
  return new DriverAdapterError({
    kind: 'postgres',
    originalCode: code,
    originalMessage: message,
    code,
    severity,
    message,
    detail,
    column,
    hint,
  });
}

/** One-byte columns pass the adapter as text and reach the engine as the characters they are. */
function closeGaps(adapter: Adapter, onRefusal: (error: DatabaseError) => void): Adapter {
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
    try {
      await queryPool(`${script}\n;${RECORD_AS_FINISHED}`);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      onRefusal(error);
      throw toAdapterError(error);
    }
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
