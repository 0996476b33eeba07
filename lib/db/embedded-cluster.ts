import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './embedded-binaries';
import type { ServerUser } from './embedded-os-user';

export const SUPERUSER = 'snapgate';

/** A folder of PostgreSQL data that was completely set up, and the password of its one user. */
export type Cluster = { readonly data: string; readonly password: string };

/** Opens the cluster in a folder, creating it the first time (about a second). */
export function openCluster(folder: string, binaries: PostgresBinaries, user: ServerUser): Cluster {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (!existsSync(data)) createCluster(data, passwordFile, binaries, user);
  return { data, password: readFileSync(passwordFile, 'utf8').trim() };
}

/** Set up aside and renamed, so that an interrupted start never leaves half a cluster. */
function createCluster(
  data: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): void {
  const aside = `${data}.new`;
  rmSync(aside, { recursive: true, force: true });
  writeFileSync(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const attempt = spawnSync(binaries.initdb, initdbArguments(aside, passwordFile), {
    cwd: '/',
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    ...user,
  });
  if (attempt.status !== 0) {
    throw new Error(
      `PostgreSQL's initdb failed: ${attempt.stderr.trim() || attempt.error?.message}`,
    );
  }
  renameSync(aside, data);
}

/** The built-in locale makes text sort and fold the same on every machine. */
function initdbArguments(data: string, passwordFile: string): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
}
