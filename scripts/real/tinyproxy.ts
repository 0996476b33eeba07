import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTiedProcess } from '../stack/tied-process';
import { asUser, until, type Tools } from './tools';

export type ForwardProxy = {
  readonly url: string;
  /** Hosts with their ports that were reached through it, sorted. */
  readonly reached: () => readonly string[];
  readonly stop: () => Promise<void>;
};

let count = 0;

/** The distribution's tinyproxy; it takes CONNECT to any port of this machine. */
export async function startTinyproxy(tools: Tools): Promise<ForwardProxy> {
  const folder = join(tools.folder, `tinyproxy-${(count += 1)}`);
  mkdirSync(folder);
  const port = await findFreePort(0);
  const log = join(folder, 'proxy.log');
  const file = join(folder, 'tinyproxy.conf');
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 600',
    'MaxClients 100',
    'Allow 127.0.0.1',
    'LogLevel Connect',
    `LogFile "${log}"`,
    `PidFile "${folder}/pid"`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  if (tools.user) chownSync(folder, tools.user.uid, tools.user.gid);
  const command = asUser(tools, [tools.programs.tinyproxy, '-d', '-c', file]);
  const server = startTiedProcess(command, process.env, join(folder, 'output.log'));
  await until(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  }, `tinyproxy does not start; its log is ${log}`);
  return {
    url: `http://127.0.0.1:${port}`,
    reached: () => (existsSync(log) ? listReached(readFileSync(log, 'utf8')) : []),
    stop: server.stop,
  };
}

function listReached(log: string): readonly string[] {
  const hosts = [...log.matchAll(/CONNECT (\S+:\d+) HTTP/g)].map(([, host = '']) => host);
  return [...new Set(hosts)].toSorted();
}
