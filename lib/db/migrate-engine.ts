import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { createMigrationAdapter } from './migrate-adapter';

type SchemaEngine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;

let loading: Promise<void> | null = null;

/**
 * Prisma's own schema engine in its WebAssembly build, speaking to the database through `pg`. The
 * Prisma CLI would download a native one first, which a machine without internet cannot.
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  loading ??= loadWasm();
  await loading;
  const pool = new pg.Pool({ connectionString: databaseUrl });
  pool.on('error', () => undefined);
  const adapter = createMigrationAdapter(pool, new URL(databaseUrl).searchParams.get('schema'));
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
