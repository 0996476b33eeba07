import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServerUser } from './os-user';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 8_000;

/**
 * A watcher reads the pipe at 3: when this process ends, however it ends, it stops the server. It
 * is no child of the server, which would take the end of a child it does not know for a crash.
 */
const RUN_UNTIL_PARENT_ENDS = '( (read -r line <&3; kill -INT $$ 2>/dev/null) & ); exec "$@" 3<&-';

export type ServerProcess = {
  readonly pid: number;
  /** Ends all sessions and returns once the data is safely on disk. */
  readonly stop: () => Promise<void>;
};

export type ServerCommand = {
  readonly postgres: string;
  readonly data: string;
  readonly options: readonly string[];
  readonly logFile: string;
  readonly user: ServerUser;
};

/** Starts the server and returns once it accepts connections. */
export async function launchServer(command: ServerCommand): Promise<ServerProcess> {
  const child = spawnServer(command);
  const exited = new Promise<void>((settle) => child.once('exit', () => settle()));
  child.once('error', () => undefined);
  const { pid } = child;
  if (pid === undefined || !(await isReady(child, join(command.data, 'postmaster.pid')))) {
    await stop(child, exited);
    throw new Error(`PostgreSQL did not start:\n${readLastLines(command.logFile)}`);
  }
  return { pid, stop: () => stop(child, exited) };
}

/** In a session of its own: Ctrl-C in the terminal must reach the application first. */
function spawnServer({ postgres, data, options, logFile, user }: ServerCommand): ChildProcess {
  const log = openSync(logFile, 'a', 0o644);
  try {
    return spawn('/bin/sh', ['-c', RUN_UNTIL_PARENT_ENDS, 'sh', postgres, '-D', data, ...options], {
      cwd: '/',
      detached: true,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', log, log, 'pipe'],
      ...user,
    });
  } finally {
    closeSync(log);
  }
}

/** Reads the pid file, as PostgreSQL's own pg_ctl does: first line the pid, eighth the state. */
async function isReady(child: ChildProcess, pidFile: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const lines = readLines(pidFile);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return true;
    await wait(20);
  }
  return false;
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill('SIGINT');
    const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  }
  for (const stream of child.stdio) stream?.destroy();
}

function readLastLines(file: string): string {
  return readLines(file).slice(-8).join('\n');
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
