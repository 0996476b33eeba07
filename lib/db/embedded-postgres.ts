import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBinaries } from './embedded-binaries';
import { openCluster, SUPERUSER } from './embedded-cluster';
import type { Cluster } from './embedded-cluster';
import { clearLeftover } from './embedded-leftover';
import { findServerUser } from './embedded-os-user';
import { chooseDataFolder } from './embedded-place';
import { findFreePort } from './embedded-port';
import { launchServer } from './embedded-process';
import type { ServerProcess } from './embedded-process';

export type EmbeddedPostgresOptions = {
  /** Where the data stays between starts; created when missing. */
  readonly dataDir: string;
  /** Wanted port on 127.0.0.1; another is taken when it is in use. Default: any free one. */
  readonly port?: number;
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
  const { dataDir, temporary = false, onNotice = () => undefined } = options;
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true });
  const user = findServerUser(wanted);
  const folder = chooseDataFolder(wanted, user);
  if (folder !== wanted) onNotice(`PostgreSQL keeps its data in ${folder}.`);
  const binaries = findBinaries(user);
  const ownerFile = join(folder, 'owner');
  const logFile = join(folder, 'server.log');
  await clearLeftover(join(folder, 'data'), ownerFile);
  const cluster = openCluster(folder, binaries, user);
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

/** Somebody may take the port between looking and starting, so one more is tried. */
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

/** No Unix socket: its folder differs from system to system, and nobody needs it. */
function serverOptions(port: number, temporary: boolean): string[] {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Nobody replicates it; what a transaction creates and fills itself is then not logged on top.
    wal_level: 'minimal',
    max_wal_senders: '0',
    ...(temporary && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
