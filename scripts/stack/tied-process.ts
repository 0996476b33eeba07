import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const STOP_LIMIT_MS = 6_000;

/** A watcher reads the pipe at 3: when this process ends, however it ends, it ends the group. */
const RUN_UNTIL_PARENT_ENDS =
  '( (read -r line <&3; kill -s TERM -- -$$ 2>/dev/null) & ); exec "$@" 3<&-';

export type TiedProcess = {
  /** Unset where it could not be started. */
  readonly pid: number | undefined;
  /** Exit code; 128 and more when a signal ended it. */
  readonly exited: Promise<number>;
  readonly logFile: string;
  /** Asks it and all it started to end, and ends them after 6 s. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only us and we end what we
 * started in the right order; and tied to us, so that nothing is left even when we are killed.
 */
export function startTiedProcess(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  logFile: string,
): TiedProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn('/bin/sh', ['-c', RUN_UNTIL_PARENT_ENDS, 'sh', ...command], {
    detached: true,
    env: environment,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  const exited = new Promise<number>((settle) => {
    child.once('error', () => settle(127));
    child.once('exit', (code) => settle(code ?? 128));
  });
  void exited.then(() => child.stdio[3]?.destroy());
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_LIMIT_MS);
    signalGroup(child.pid, 'SIGTERM');
    await exited;
    clearTimeout(timer);
  };
  return { pid: child.pid, exited, logFile, stop };
}

/** What a person needs to see of a log after a failure. */
export function readLastLines(file: string, count = 20): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
