import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createRequire } from 'node:module';
import { readLastLines, startTiedProcess } from './tied-process';
import type { TiedProcess } from './tied-process';

/** Everything that can change what `next build` makes. */
const SOURCES = [
  'app',
  'lib',
  'public',
  'prisma/schema.prisma',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
const NOT_BUILT = /\.test\.tsx?$|^lib\/db\/(generated\/|embedded-|migrate)/;

export type Build = { readonly stop: () => Promise<void>; readonly finished: Promise<void> };

/** Builds the production build unless the last one was made from the same sources. */
export function buildIfChanged(root: string, logFile: string, onBuild: () => void): Build {
  const hashFile = join(root, '.next', 'built-from');
  const hash = hashSources(root);
  if (isBuiltFrom(root, hashFile, hash)) {
    return { stop: () => Promise.resolve(), finished: Promise.resolve() };
  }
  onBuild();
  // Without it a build that was cut short counts as none.
  rmSync(hashFile, { force: true });
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const build = startTiedProcess([process.execPath, next, 'build', root], environment, logFile);
  const finished = recordBuild(build, hashFile, hash);
  // Whoever waits hears of it; until then it is not an unhandled rejection.
  finished.catch(() => undefined);
  return { stop: build.stop, finished };
}

async function recordBuild(build: TiedProcess, hashFile: string, hash: string): Promise<void> {
  if ((await build.exited) !== 0) throw new Error(describeFailure(build.logFile));
  writeFileSync(hashFile, hash);
}

function describeFailure(logFile: string): string {
  return `The build failed. Its log is ${logFile}:\n${readLastLines(logFile)}`;
}

function isBuiltFrom(root: string, hashFile: string, hash: string): boolean {
  const complete = existsSync(join(root, '.next', 'BUILD_ID')) && existsSync(hashFile);
  return complete && readFileSync(hashFile, 'utf8') === hash;
}

function hashSources(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of SOURCES.flatMap((source) => listFiles(join(root, source)))) {
    const path = relative(root, file);
    if (NOT_BUILT.test(path)) continue;
    hash.update(`\0${path}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function listFiles(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.flatMap((name) => listFiles(join(path, name)));
}
