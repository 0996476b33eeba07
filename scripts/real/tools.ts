import { setTimeout as wait } from 'node:timers/promises';
import type { ServerUser } from '@/sandbox/postgres/os-user';
import type { Program } from './packages';

/** What every part of the rig is started with. */
export type Tools = {
  /** Of this run, readable by the servers' OS user; removed at the end. */
  readonly folder: string;
  /** Servers refuse to run as root; null: the user who runs this process. */
  readonly user: ServerUser;
  readonly programs: Readonly<Record<Program, string>>;
};

const LIMIT_MS = 60_000;

/** The same command as the servers' OS user. */
export function asUser({ user }: Tools, command: readonly string[]): readonly string[] {
  if (user === null) return command;
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return ['setpriv', ...ids, '--', ...command];
}

/** Tries until it does not throw; the last failure is the cause of what is thrown in the end. */
export async function until<T>(
  attempt: () => Promise<T>,
  otherwise: string,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (Date.now() > deadline) throw new Error(otherwise, { cause });
      await wait(100);
    }
  }
}
