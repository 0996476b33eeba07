import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Runs a program of node_modules/.bin; its exit code. What it prints goes where ours goes, or into a file. */
export function runTool(
  command: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv = process.env,
  outputFile: string | null = null,
): Promise<number> {
  const [program, ...options] = command;
  const output = outputFile === null ? 'inherit' : openOutput(outputFile);
  const child = spawn(resolve('node_modules/.bin', program), options, {
    env: environment,
    stdio: ['ignore', output, output],
  });
  if (typeof output === 'number') closeSync(output);
  return new Promise((settle) => {
    child.once('error', () => settle(127));
    child.once('exit', (code) => settle(code ?? 1));
  });
}

function openOutput(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'w');
}
