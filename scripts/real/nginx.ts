import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { readLastLines, startTiedProcess } from '../stack/tied-process';
import type { Certificates } from './certificates';
import { asUser, until, type Tools } from './tools';

export type Nginx = {
  /** What people type: `https://localhost:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Serves the documented configuration with these changes from now on. */
  readonly reload: (edit: (configuration: string) => string) => Promise<void>;
  readonly readLog: () => string;
  readonly stop: () => Promise<void>;
};

type NginxOptions = {
  readonly tools: Tools;
  readonly certificates: Certificates;
  /** Of the two processes behind it. */
  readonly upstream: readonly [number, number];
};

const SAME = (configuration: string) => configuration;

/** nginx of the distribution with `docs/deploy/nginx.conf`, on ports of its own. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { tools, certificates } = options;
  const [port, plainPort] = [await findFreePort(0), await findFreePort(0)];
  const write = prepareFolder(tools, certificates);
  const documented = fillIn(readFileSync('docs/deploy/nginx.conf', 'utf8'), {
    '127.0.0.1:3001': `127.0.0.1:${options.upstream[0]}`,
    '127.0.0.1:3002': `127.0.0.1:${options.upstream[1]}`,
    'listen 443 ssl;': `listen 127.0.0.1:${port} ssl;`,
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    'snapgate.example.com': 'localhost',
    '/etc/ssl/snapgate/fullchain.pem': certificates.cert,
    '/etc/ssl/snapgate/privkey.pem': write.key,
  });
  write.configuration(documented);
  return run(tools, write.folder, port, (edit) => write.configuration(edit(documented)));
}

/** TLS of our own CA in front of plain servers, by their addresses. */
export async function startTlsFronts(
  tools: Tools,
  certificates: Certificates,
  targets: readonly string[],
): Promise<{ readonly urls: readonly string[]; readonly stop: () => Promise<void> }> {
  const write = prepareFolder(tools, certificates);
  const ports = await Promise.all(targets.map(() => findFreePort(0)));
  const servers = targets.map(
    (target, index) => `server {
      listen 127.0.0.1:${ports[index]} ssl;
      ssl_certificate ${certificates.cert};
      ssl_certificate_key ${write.key};
      location / { proxy_pass ${target}; proxy_http_version 1.1; proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Proto https; }
    }`,
  );
  write.configuration(servers.join('\n'));
  const { stop } = await run(tools, write.folder, ports[0] ?? 0, () => undefined);
  return { urls: ports.map((port) => `https://localhost:${port}`), stop };
}

let count = 0;

function prepareFolder({ folder, user }: Tools, certificates: Certificates) {
  const own = join(folder, `nginx-${(count += 1)}`);
  mkdirSync(own);
  const key = join(own, 'server.key');
  copyFileSync(certificates.key, key);
  chmodSync(key, 0o600);
  for (const path of [own, key]) if (user) chownSync(path, user.uid, user.gid);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const temporary = places.map((name) => `${name}_temp_path ${own}/${name};`).join(' ');
  const configuration = (servers: string) =>
    writeFileSync(
      join(own, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${own}/pid; error_log ${own}/error.log;
       events { worker_connections 512; }
       http { access_log off; ${temporary}\n${servers}\n}`,
    );
  return { folder: own, key, configuration };
}

async function run(
  tools: Tools,
  folder: string,
  port: number,
  rewrite: (edit: (configuration: string) => string) => void,
): Promise<Nginx> {
  const error = join(folder, 'error.log');
  const options = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', error];
  const command = asUser(tools, [tools.programs.nginx, ...options]);
  const server = startTiedProcess(command, process.env, join(folder, 'output.log'));
  const answers = () =>
    until(async () => void (await fetch(`http://127.0.0.1:${port}/`)), `nginx: see ${error}`);
  await answers();
  return {
    url: `https://localhost:${port}`,
    port,
    async reload(edit = SAME) {
      rewrite(edit);
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
      process.kill(pid, 'SIGHUP');
      await answers();
    },
    readLog: () => readLastLines(error),
    stop: server.stop,
  };
}

function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((filled, [from, to]) => {
    if (!filled.includes(from)) throw new Error(`docs/deploy/nginx.conf does not say ${from}`);
    return filled.replaceAll(from, to);
  }, text);
}
