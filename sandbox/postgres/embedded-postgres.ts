import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { findBinaries, type PostgresBinaries, type PostgresVersion } from './binaries';
import { chooseDataFolder } from './data-folder';
import { findFreePort } from './free-port';
import { clearLeftover } from './leftover-server';
import { findServerUser, type ServerUser } from './os-user';
import { launchServer, type ServerProcess } from './server-process';

export type EmbeddedPostgresOptions = {
  /** Where the data stays between starts; created when missing. */
  readonly dataDir: string;
  /** Wanted port on 127.0.0.1; another is taken when it is in use. Default: any free one. */
  readonly port?: number;
  /** Default: the newest that is packaged. */
  readonly version?: PostgresVersion;
  /** For tests: nothing is forced to disk, and stopping deletes the data. */
  readonly temporary?: boolean;
  /** Told of what a person should know, such as another port or folder. */
  readonly onNotice?: (notice: string) => void;
};

export type EmbeddedPostgres = {
  /** Superuser address of the database `postgres`, with its password. */
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  readonly stop: () => Promise<void>;
};

/**
 * Starts a real PostgreSQL server for the demo and the tests, also for root and also where the
 * checkout lies in a folder that other OS users cannot enter. It ends with this process, even when
 * that is killed; what a crash left behind is cleared by the next start.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { dataDir, version = 18, temporary = false, onNotice = () => undefined } = options;
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true });
  const user = findServerUser(wanted);
  const folder = chooseDataFolder(wanted, user);
  if (folder !== wanted) onNotice(`PostgreSQL keeps its data in ${folder}.`);
  const binaries = findBinaries(user, version);
  const ownerFile = join(folder, 'owner');
  const logFile = join(folder, 'server.log');
  await clearLeftover(join(folder, 'data'), ownerFile);
  const cluster = openCluster(folder, binaries, user, version);
  writeFileSync(ownerFile, String(process.pid));
  rmSync(logFile, { force: true });

  const launch = (port: number) =>
    launchServer({
      postgres: binaries.postgres,
      data: cluster.data,
      options: serverOptions(port, temporary),
      logFile,
      user,
    });
  const { server, port } = await launchOnFreePort(launch, options.port ?? 0);
  if (options.port && port !== options.port) {
    onNotice(`Port ${options.port} is in use; PostgreSQL listens on ${port}.`);
  }
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(ownerFile, { force: true });
    if (temporary)
      for (const path of [folder, wanted]) rmSync(path, { recursive: true, force: true });
  };
  return { url: buildUrl(cluster, port), port, logFile, stop };
}

/** Someone may take the port between looking and starting, so one more is tried. */
async function launchOnFreePort(
  launch: (port: number) => Promise<ServerProcess>,
  wanted: number,
): Promise<{ readonly server: ServerProcess; readonly port: number }> {
  const port = await findFreePort(wanted);
  try {
    return { server: await launch(port), port };
  } catch {
    const other = await findFreePort(0);
    return { server: await launch(other), port: other };
  }
}

function buildUrl({ password }: Cluster, port: number): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

/** No Unix socket: its folder differs from system to system, and no one needs it. */
function serverOptions(port: number, temporary: boolean): string[] {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No one replicates it; what a transaction creates and fills itself is then not logged on top.
    wal_level: 'minimal',
    max_wal_senders: '0',
    ...(temporary && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

const SUPERUSER = 'snapgate';

/** A folder of PostgreSQL data that was completely set up, and the password of its one user. */
type Cluster = { readonly data: string; readonly password: string };

/** Opens the cluster in a folder, creating it the first time (about a second). */
function openCluster(
  folder: string,
  binaries: PostgresBinaries,
  user: ServerUser,
  version: PostgresVersion,
): Cluster {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (!existsSync(data)) createCluster(data, passwordFile, binaries, user, LOCALES[version]);
  return { data, password: readFileSync(passwordFile, 'utf8').trim() };
}

/** Set up aside and renamed, so that an interrupted start never leaves half a cluster. */
function createCluster(
  data: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: ServerUser,
  locale: readonly string[],
): void {
  const aside = `${data}.new`;
  rmSync(aside, { recursive: true, force: true });
  writeFileSync(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const attempt = spawnSync(binaries.initdb, [...initdbArguments(aside, passwordFile), ...locale], {
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

/** The built-in locale makes text sort and fold the same on every machine; 15 does not have it. */
const LOCALES: Readonly<Record<PostgresVersion, readonly string[]>> = {
  15: ['--locale=C.UTF-8'],
  18: ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
};

function initdbArguments(data: string, passwordFile: string): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-sync',
    '--no-instructions',
  ];
}
