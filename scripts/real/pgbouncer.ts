import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openClient } from '@/lib/db/connect';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTiedProcess } from '../stack/tied-process';
import { PASSWORD, SUPERUSER, type RealPostgres } from './postgres';
import { asUser, until, type Tools } from './tools';

export type Pooler = {
  readonly url: (database: string) => string;
  readonly stop: () => Promise<void>;
};

/** PgBouncer in front of a server, with its default settings but for the mode. */
export async function startPgBouncer(
  tools: Tools,
  postgres: RealPostgres,
  mode: 'session' | 'transaction',
): Promise<Pooler> {
  const port = await findFreePort(0);
  const file = (name: string) => join(tools.folder, `pgbouncer-${mode}-${name}`);
  writeFileSync(file('users'), `"${SUPERUSER}" "${PASSWORD}"\n`);
  writeFileSync(
    file('ini'),
    [
      '[databases]',
      `* = host=127.0.0.1 port=${postgres.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${file('users')}`,
      `pool_mode = ${mode}`,
    ].join('\n'),
  );
  for (const name of ['users', 'ini']) {
    if (tools.user) chownSync(file(name), tools.user.uid, tools.user.gid);
  }
  const command = asUser(tools, [tools.programs.pgbouncer, file('ini')]);
  const server = startTiedProcess(command, process.env, file('log'));
  const url = (database: string) =>
    `postgresql://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  await until(
    async () => (await openClient(url('postgres'))).end(),
    `PgBouncer does not start; its log is ${file('log')}`,
  );
  return { url, stop: server.stop };
}
