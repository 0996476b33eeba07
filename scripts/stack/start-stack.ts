import { join } from 'node:path';
import { loadConfig } from '@/lib/config/config';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';
import type { Sandbox, SandboxOptions } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { buildAppEnvironment } from './app-environment';
import { buildIfChanged } from './build-if-changed';
import { openKeptSecret } from './kept-secret';
import { listStandIns } from './own-systems';
import { choosePorts, type Ports } from './ports';
import { startApp, waitUntilReady } from './run-app';

/** Stands for the embedded database while the rest of the configuration is checked. */
const DATABASE_NOT_STARTED = 'postgresql://127.0.0.1/not-started';

type Stop = () => Promise<void>;

export type StackOptions = {
  /** The checkout. */
  readonly root: string;
  /** Where data, secrets and logs go. */
  readonly folder: string;
  readonly ports: Ports;
  /** Keeps the history over a restart; otherwise everything is gone at the end. */
  readonly persist: boolean;
  /** The user's variables: each system they name is theirs, the rest is stood in for. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** How long a snapshot of the sandbox stays pending. */
  readonly snapshotDurationMs?: number;
  /** Environments of the sandbox, where its usual two are not enough. */
  readonly awsEnvironments?: SandboxOptions['awsEnvironments'];
  readonly operators?: SandboxOptions['operators'];
  readonly onNotice: (notice: string) => void;
  /** Called with what has to be ended, as soon as it runs. */
  readonly onStarted: (stop: Stop) => void;
};

export type Stack = {
  readonly appUrl: string;
  readonly databaseUrl: string;
  readonly sandbox: Sandbox;
  /** What the application was started with; tests start a second one that differs in one thing. */
  readonly environment: NodeJS.ProcessEnv;
  /** Settles when the application ends by itself. */
  readonly ended: Promise<number>;
};

/** Starts everything a person needs to try Snapgate: the production build on real systems or stand-ins. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, variables, onStarted, onNotice } = options;
  const standIns = listStandIns(variables);
  const database = variables['DATABASE_URL']?.trim() ? [] : (['postgres'] as const);
  const needed = ['app', 'control', ...standIns, ...database] as const;
  const ports = await choosePorts(options.ports, needed, onNotice);
  const appUrl = variables['NEXTAUTH_URL'] ?? `http://127.0.0.1:${ports.app}`;

  const sandbox = await openSandbox(options, ports, appUrl);
  const environment = buildAppEnvironment({
    variables,
    standIns,
    sandbox: sandbox.environment,
    databaseUrl: variables['DATABASE_URL'] ?? DATABASE_NOT_STARTED,
    appUrl,
    port: ports.app,
    secret: variables['NEXTAUTH_SECRET'] ?? openKeptSecret(folder),
  });
  refuseIncomplete(environment);

  const build = buildIfChanged(options.root, join(folder, 'logs', 'build.log'), () =>
    onNotice('Building (about half a minute; only when the sources changed) ...'),
  );
  onStarted(build.stop);
  const [databaseUrl] = await Promise.all([openDatabase(options, ports.postgres), build.finished]);
  const complete = { ...environment, DATABASE_URL: databaseUrl };
  const app = startApp(complete, join(folder, 'logs', 'app.log'));
  onStarted(app.stop);
  await waitUntilReady(app, `http://127.0.0.1:${ports.app}`);
  return { appUrl, databaseUrl, sandbox, environment: complete, ended: app.exited };
}

/** A system of one's own must be named completely; better said now than after the build. */
function refuseIncomplete(environment: NodeJS.ProcessEnv): void {
  const result = loadConfig(environment);
  if (result.ok) return;
  const problems = result.problems.map((problem) => `  ${problem}`).join('\n');
  throw new Error(`Problems in the configuration:\n${problems}`);
}

/** The user's database, or an embedded one; migrated either way. */
async function openDatabase(options: StackOptions, port: number): Promise<string> {
  const own = options.variables['DATABASE_URL']?.trim();
  const url = own ?? (await startDatabase(options, port));
  try {
    await applyMigrations(url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The database (${own ? 'yours' : 'ours'}) cannot be used: ${reason}`, {
      cause,
    });
  }
  return url;
}

async function startDatabase(options: StackOptions, port: number): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDir: join(options.folder, 'postgres'),
    port,
    temporary: !options.persist,
    onNotice: options.onNotice,
  });
  options.onStarted(server.stop);
  return server.url;
}

async function openSandbox(options: StackOptions, ports: Ports, appUrl: string): Promise<Sandbox> {
  const { snapshotDurationMs, awsEnvironments, operators } = options;
  const sandbox = await startSandbox({
    dataDir: join(options.folder, 'sandbox'),
    appUrl,
    ports,
    include: listStandIns(options.variables),
    persist: options.persist,
    settings: snapshotDurationMs === undefined ? {} : { snapshotDurationMs },
    ...(awsEnvironments === undefined ? {} : { awsEnvironments }),
    ...(operators === undefined ? {} : { operators }),
  });
  options.onStarted(sandbox.close);
  return sandbox;
}
