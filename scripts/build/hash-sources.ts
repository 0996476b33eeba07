import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Everything that can change what a build makes. */
const SOURCES = [
  'app',
  'lib',
  'public',
  'prisma',
  'scripts',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
const NOT_BUILT =
  /\.test\.tsx?$|^lib\/db\/generated\/|^scripts\/(?!build\/|serve\/|db\/|audit\/|stack\/)/;

/** One hash over the sources of a build; the same in every checkout of one commit. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
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
