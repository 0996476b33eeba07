import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const STOP_LIMIT_MS = 10_000;

/**
 * Clears what an earlier start left in the data folder: the pid file of a crash, or a server that
 * outlived the process which started it. Throws when that process still lives: two servers on one
 * folder would destroy it.
 */
export async function clearLeftover(data: string, ownerFile: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const pid = readPid(pidFile);
  if (pid === null) return;
  const isGone = (limitMs: number): Promise<boolean> => isGoneWithin(pid, data, limitMs);
  const owner = readPid(ownerFile);
  // A server that is just being stopped gets time to finish.
  if (owner !== null && isAlive(owner) && !(await isGone(2_000))) {
    throw new Error(
      `A PostgreSQL server (process ${pid}, started by process ${owner}) already uses ${data}. Stop it first.`,
    );
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isServerOf(pid, data)) process.kill(pid, signal);
    if (await isGone(STOP_LIMIT_MS)) return rmSync(pidFile, { force: true });
  }
  throw new Error(`Could not stop a leftover PostgreSQL server (process ${pid}) on ${data}.`);
}

function readPid(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return pid > 0 && pid !== process.pid ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Asks for the program, not only for the pid: after a restart of the machine or the container the
 * same pid may be another program's, and a server that ended unnoticed keeps its pid as a zombie.
 */
function isServerOf(pid: number, data: string): boolean {
  const line = readCommandLine(pid);
  return line.includes('postgres') && line.includes(data);
}

function readCommandLine(pid: number): string {
  try {
    // Small Linux images have no `ps`.
    if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const options = ['-ww', '-o', 'args=', '-p', String(pid)];
    return execFileSync('ps', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

async function isGoneWithin(pid: number, data: string, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isServerOf(pid, data)) {
    if (Date.now() > deadline) return false;
    await wait(50);
  }
  return true;
}
