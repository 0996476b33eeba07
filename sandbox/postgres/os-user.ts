import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** The OS user the server runs as; null: the user who runs this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root needs someone else: the owner of the data if there
 * is one already, the `postgres` user where the machine has one, otherwise `nobody`, which every
 * Unix has. No user is ever created on someone's machine.
 */
export function findServerUser(folder: string): ServerUser {
  if (process.getuid?.() !== 0) return null;
  return findOwner(folder) ?? lookUpUser('postgres') ?? lookUpUser('nobody') ?? refuseRoot();
}

/** Whether the server may enter the folder and write there. */
export function canUseFolder(user: ServerUser, folder: string): boolean {
  const check = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    cwd: '/',
    stdio: 'ignore',
    ...user,
  });
  return check.status === 0;
}

function findOwner(folder: string): ServerUser {
  const stats = statSync(folder, { throwIfNoEntry: false });
  return stats && stats.uid !== 0 ? { uid: stats.uid, gid: stats.gid } : null;
}

function lookUpUser(name: string): ServerUser {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
}

function refuseRoot(): never {
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a "postgres" nor a "nobody" user. Start as another user, or set DATABASE_URL.',
  );
}
