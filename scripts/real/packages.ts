import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the cases run, by Debian's package and a program of it. */
const PROGRAMS = {
  postgresql: ['postgres', 'initdb', 'pg_basebackup', 'pg_dump', 'psql'],
  pgbouncer: ['pgbouncer'],
  'nginx-light': ['nginx'],
  tinyproxy: ['tinyproxy'],
  glewlwyd: ['glewlwyd'],
  sqlite3: ['sqlite3'],
  openssl: ['openssl'],
} as const;

export type Program = (typeof PROGRAMS)[keyof typeof PROGRAMS][number];

const POSTGRES_FOLDER = '/usr/lib/postgresql';

/** Where each program is; installs what lacks where that is one command: Debian and its kin, as root. */
export function findPrograms(): Readonly<Record<Program, string>> {
  let missing = listMissing();
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${missing.join(', ')} ...`);
    runApt('update', '-q');
    runApt('install', '-q', '-y', '--no-install-recommends', ...missing);
    missing = listMissing();
  }
  if (missing.length > 0) {
    throw new Error(`Missing on this machine: ${missing.join(', ')} (names of Debian's packages).`);
  }
  const names = Object.values(PROGRAMS).flat();
  return Object.fromEntries(names.map((name) => [name, findProgram(name)])) as Record<
    Program,
    string
  >;
}

function listMissing(): readonly string[] {
  return Object.entries(PROGRAMS)
    .filter(([, names]) => names.some((name) => findProgram(name) === null))
    .map(([name]) => name);
}

function findProgram(name: string): string | null {
  const versions = existsSync(POSTGRES_FOLDER) ? readdirSync(POSTGRES_FOLDER).toSorted() : [];
  const folders = [
    ...versions.map((version) => join(POSTGRES_FOLDER, version, 'bin')),
    '/usr/sbin',
    '/usr/bin',
    '/usr/local/bin',
  ];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function runApt(...options: readonly string[]): void {
  spawnSync('apt-get', options, {
    stdio: ['ignore', 'ignore', 'inherit'],
    // A package's own service would take the usual ports; the cases start their own.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
}
