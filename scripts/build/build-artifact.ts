import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chooseRelease, type Release } from './release';
import { compileCommands, START_COMMANDS } from './compile-commands';

type Variables = Readonly<Record<string, string | undefined>>;

export type ArtifactOptions = {
  /** The checkout. */
  readonly root: string;
  /** Where the artifact goes, from the root. */
  readonly out: string;
  readonly variables: Variables;
};

/**
 * Builds one self-contained folder: the server, the worker, the migration and the other commands of
 * production, compiled, with the packages they load. Nothing of it changes when it is copied.
 *
 * @returns the release's id
 */
export async function buildArtifact({ root, out, variables }: ArtifactOptions): Promise<string> {
  const release = chooseRelease(root, variables);
  await buildPages(root, variables, release);
  const staging = join(root, `${out}.new`);
  rmSync(staging, { recursive: true, force: true });
  copyPages(root, staging);
  hintCompilation(join(staging, '.next/static/chunks'));
  await compileCommands({ root, out: staging, releaseId: release.id });
  describeArtifact(root, staging, release);
  // The old artifact goes only when the new one is complete.
  rmSync(join(root, out), { recursive: true, force: true });
  renameSync(staging, join(root, out));
  return release.id;
}

async function buildPages(root: string, variables: Variables, release: Release): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const build = spawn(process.execPath, [next, 'build', root], {
    stdio: 'inherit',
    env: {
      ...variables,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_DEPLOYMENT_ID: release.id,
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: release.key,
    },
  });
  const [code] = (await once(build, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The build failed; what next build said is above.');
}

/** Links stay as they are: they point inside the folder. */
function copyPages(root: string, staging: string): void {
  const copy = (from: string, to: string) =>
    cpSync(join(root, from), join(staging, to), { recursive: true, verbatimSymlinks: true });
  copy('.next/standalone', '.');
  copy('.next/static', '.next/static');
  copy('public', 'public');
  copy('prisma/migrations', 'prisma/migrations');
  // The migration loads it by its file, so it cannot be compiled in.
  copy('node_modules/@prisma/schema-engine-wasm', 'node_modules/@prisma/schema-engine-wasm');
}

/** Smaller files compile in a moment, and a page may only carry so many bytes of script. */
const HINTED_FROM_BYTES = 32_000;

/**
 * Chromium compiles all functions of a file with this comment while the file arrives, off the main
 * thread. Without it each is compiled when it is first called, and that is most of the time in which
 * a new page does not answer. Source: V8, explicit compile hints; other browsers ignore it.
 */
function hintCompilation(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const file = join(folder, name);
    const code = readFileSync(file, 'utf8');
    if (code.length < HINTED_FROM_BYTES) continue;
    writeFileSync(file, `//# allFunctionsCalledOnLoad\n${code}`);
  }
}

/** Beside the code: which release it is, and a package.json with the commands of production only. */
function describeArtifact(root: string, staging: string, { id }: Release): void {
  const file = readFileSync(join(root, 'package.json'), 'utf8');
  const { name, version, license, engines } = JSON.parse(file) as Record<string, unknown>;
  const own = { name, version, license, private: true, type: 'module', engines };
  const scripts = START_COMMANDS;
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify({ ...own, scripts }, null, 2)}\n`);
  writeFileSync(join(staging, 'RELEASE'), `${id}\n`);
}
