import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSources } from '@/scripts/build/hash-sources';
import { readLastLines, startTiedProcess } from './tied-process';
import type { TiedProcess } from './tied-process';

export type Build = { readonly stop: () => Promise<void>; readonly finished: Promise<void> };

/** Builds the artifact unless the last one was made from the same sources. */
export function buildIfChanged(root: string, logFile: string, onBuild: () => void): Build {
  const hashFile = join(root, 'dist', 'built-from');
  const hash = `${process.version} ${hashSources(root)}`;
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) {
    return { stop: () => Promise.resolve(), finished: Promise.resolve() };
  }
  onBuild();
  // Without it a build that was cut short counts as none.
  rmSync(hashFile, { force: true });
  const command = [process.execPath, '--import', 'tsx', 'scripts/build/build.ts'];
  const build = startTiedProcess(command, process.env, logFile);
  const finished = recordBuild(build, hashFile, hash);
  // The one that waits gets it; until then it is not an unhandled rejection.
  finished.catch(() => undefined);
  return { stop: build.stop, finished };
}

async function recordBuild(build: TiedProcess, hashFile: string, hash: string): Promise<void> {
  if ((await build.exited) !== 0) throw new Error(failureLabel(build.logFile));
  writeFileSync(hashFile, hash);
}

function failureLabel(logFile: string): string {
  return `The build failed. Its log is ${logFile}:\n${readLastLines(logFile)}`;
}
