import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs a program of node_modules/.bin; its exit code. What it prints goes where ours goes. */
export function runTool(
  command: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const [program, ...options] = command;
  const child = spawn(resolve('node_modules/.bin', program), options, {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((settle) => {
    child.once('error', () => settle(127));
    child.once('exit', (code) => settle(code ?? 1));
  });
}
