import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openClient } from '@/lib/db/connect';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTiedProcess, type TiedProcess } from '../stack/tied-process';
import type { Certificates } from './certificates';
import { asUser, until, type Tools } from './tools';

export type RealPostgres = {
  readonly port: number;
  /** Of the superuser; `options` as in a query. */
  readonly url: (database: string, options?: string) => string;
  readonly ask: (sql: string, database?: string) => Promise<readonly Record<string, unknown>[]>;
  /** A new empty database, by its name. */
  readonly createDatabase: () => Promise<string>;
  /** A second server that follows this one and only reads, until it is promoted. */
  readonly startStandby: () => Promise<RealPostgres>;
  readonly promote: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const PASSWORD = 'a-password-of-the-tests';
export const SUPERUSER = 'admin';

/** Debian's PostgreSQL on a port of its own, with TLS, as the OS user that it must have. */
export async function startPostgres(
  tools: Tools,
  certificates: Certificates,
): Promise<RealPostgres> {
  const data = join(tools.folder, 'primary');
  const passwordFile = join(tools.folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  const options = ['-D', data, '-U', SUPERUSER, '--pwfile', passwordFile, '-A', 'scram-sha-256'];
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  runAs(tools, tools.programs.initdb, [...options, ...locale]);
  return launch(tools, certificates, data);
}

let count = 0;

async function launch(
  tools: Tools,
  certificates: Certificates,
  data: string,
): Promise<RealPostgres> {
  const port = await findFreePort(0);
  const server = await serve(tools, certificates, data, port);
  const url = (database: string, options = '') =>
    `postgresql://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/${database}${options}`;
  const ask: RealPostgres['ask'] = async (sql, database = 'postgres') => {
    const client = await openClient(url(database));
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    port,
    url,
    ask,
    async createDatabase() {
      const name = `case_${(count += 1)}`;
      await ask(`CREATE DATABASE ${name}`);
      return name;
    },
    async startStandby() {
      const copy = join(tools.folder, `standby-${(count += 1)}`);
      const from = [
        '-d',
        url('postgres').replace('/postgres', '/'),
        '-D',
        copy,
        '-R',
        '-X',
        'stream',
      ];
      runAs(tools, tools.programs.pg_basebackup, [...from, '--no-sync', '-c', 'fast']);
      return launch(tools, certificates, copy);
    },
    promote: async () => void (await ask('SELECT pg_promote(true)')),
    stop: () => server.stop(),
  };
}

async function serve(
  tools: Tools,
  certificates: Certificates,
  data: string,
  port: number,
): Promise<TiedProcess> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1,::1',
    unix_socket_directories: '',
    fsync: 'off',
    ssl: 'on',
    ssl_cert_file: certificates.cert,
    ssl_key_file: keepKey(tools, certificates.key),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = asUser(tools, [tools.programs.postgres, '-D', data, ...options]);
  const server = startTiedProcess(command, { ...process.env, LC_ALL: 'C.UTF-8' }, `${data}.log`);
  const url = `postgresql://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await until(async () => {
    await (await openClient(url)).end();
  }, `PostgreSQL does not start; its log is ${data}.log`);
  return server;
}

/** The server takes a key only from its own user, unreadable for others. */
function keepKey({ folder, user }: Tools, key: string): string {
  const own = join(folder, 'postgres.key');
  copyFileSync(key, own);
  chmodSync(own, 0o600);
  if (user) chownSync(own, user.uid, user.gid);
  return own;
}

function runAs(tools: Tools, program: string, options: readonly string[]): void {
  mkdirSync(tools.folder, { recursive: true });
  execFileSync(program, options, {
    cwd: '/',
    stdio: 'pipe',
    env: { ...process.env, LC_ALL: 'C.UTF-8', PGPASSWORD: PASSWORD },
    ...tools.user,
  });
}
