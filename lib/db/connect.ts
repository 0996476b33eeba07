import {
  Client,
  Pool,
  type ClientBase,
  type ClientConfig,
  type PoolConfig,
  type PoolClient,
  type QueryResult,
} from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { signDatabaseLogin } from '@/lib/aws/sign-database-login';
import type { DatabaseLogin } from '@/lib/config/database-config';

/** Where to connect to; a bare URL logs in with its own password. */
export type DatabaseAddress = string | { readonly url: string; readonly login: DatabaseLogin };

/**
 * Prisma's adapter binds times without an offset and reads them as UTC, so every session must be in
 * UTC, whatever zone the server, the database or the role has. A statement, not a start-up option:
 * poolers refuse options that they do not know. The same for the time limit.
 */
export const SET_UTC = "SET TIME ZONE 'UTC'";

type SessionSettings = {
  /** The server ends a statement that takes longer. */
  readonly statementTimeoutMs?: number;
  /** Reading is all that is wanted, so that a standby will do. */
  readonly mayBeReadOnly?: boolean;
};

/** Where a pool connects, and what each of its connections does before anything asks it. */
export function buildSession(
  address: DatabaseAddress,
  { statementTimeoutMs, mayBeReadOnly = false }: SessionSettings = {},
) {
  const limit = statementTimeoutMs ? `; SET statement_timeout = ${statementTimeoutMs}` : '';
  const prepare = async (client: ClientBase) => {
    const settings = `${SET_UTC}${limit}`;
    if (mayBeReadOnly) await client.query(settings);
    else await prepareForWriting(client, settings);
  };
  // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its type does not say so
  return { ...readAddress(address), onConnect: prepare } satisfies PoolConfig;
}

type PoolSettings = Omit<PoolConfig, 'connectionString' | 'onConnect' | 'statement_timeout'> &
  SessionSettings;

export function openPool(
  address: DatabaseAddress,
  { statementTimeoutMs, mayBeReadOnly, ...settings }: PoolSettings = {},
): Pool {
  const session = {
    ...(statementTimeoutMs === undefined ? {} : { statementTimeoutMs }),
    ...(mayBeReadOnly === undefined ? {} : { mayBeReadOnly }),
  };
  const pool = new Pool({ ...settings, ...buildSession(address, session) });
  // An idle connection that the server closes is not an error of ours; the pool opens a new one.
  pool.on('error', () => undefined);
  dropReadOnlyConnections(pool);
  return pool;
}

/** A connection that is not open yet, so that its notices can be listened to. */
export function createClient(
  address: DatabaseAddress,
  settings: Omit<ClientConfig, 'connectionString'> = {},
): Client {
  return new Client({ ...settings, ...readAddress(address) });
}

/** One connection of its own, in UTC. The caller ends it. */
export async function openClient(
  address: DatabaseAddress,
  settings: Omit<ClientConfig, 'connectionString'> = {},
): Promise<Client> {
  const client = createClient(address, settings);
  // Heard of by the query that fails; unheard, it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(SET_UTC);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

const DEFAULT_PORT = 5432;

/** In parts: the driver would put the URL's empty password over one that is made when needed. */
function readAddress(address: DatabaseAddress): ClientConfig {
  const { url, login } =
    typeof address === 'string' ? { url: address, login: { kind: 'password' } as const } : address;
  const parts = parseIntoClientConfig(url);
  if (login.kind === 'password') return parts;
  const { host: hostname = 'localhost', port = DEFAULT_PORT, user: username = '' } = parts;
  const { region } = login;
  return { ...parts, password: () => signDatabaseLogin({ hostname, port, username, region }) };
}

/** SQLSTATE of a write to a server, or in a session, that only reads. */
const READ_ONLY = '25006';

/**
 * A connection that cannot write is of no use, and after a failover a pool would keep it for hours.
 * Both in one message: pools that are mostly idle connect often.
 */
async function prepareForWriting(client: ClientBase, settings: string): Promise<void> {
  // Several statements have several results; the driver's type knows only one.
  const results = (await client.query(
    `${settings}; SELECT current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  )) as unknown as readonly QueryResult<{ readOnly: boolean }>[];
  if (results.at(-1)?.rows[0]?.readOnly) throw createReadOnlyError();
}

/** As PostgreSQL itself would say it at the first write. */
export function createReadOnlyError(): Error {
  return Object.assign(new Error('the session is read-only'), { code: READ_ONLY });
}

/**
 * Gives up a pool's connections as soon as one of them turns out to be read-only: all of them lead
 * to the same server. Those in use are closed when they come back.
 */
function dropReadOnlyConnections(pool: Pool): void {
  const open = new Set<ClientBase>();
  const useless = new WeakSet<ClientBase>();
  pool.on('connect', (client) => {
    open.add(client);
    onServerError(client, (sqlstate) => {
      if (sqlstate !== READ_ONLY || useless.has(client)) return;
      for (const one of open) useless.add(one);
      void closeIdle(pool);
    });
  });
  pool.on('remove', (client) => open.delete(client));
  pool.on('release', (_error, client) => {
    if (useless.has(client)) void (client as PoolClient & Client).end();
  });
}

async function closeIdle(pool: Pool): Promise<void> {
  const idle = Array.from({ length: pool.idleCount }, async () => {
    const client = await pool.connect();
    client.release(true);
  });
  await Promise.allSettled(idle);
}

type ErrorMessage = { readonly code?: string };

/** The driver reports a refused statement only to its sender; its protocol part tells all. */
function onServerError(client: ClientBase, hear: (sqlstate: string) => void): void {
  const { connection } = client as ClientBase & {
    readonly connection?: { on(name: 'errorMessage', listen: (m: ErrorMessage) => void): void };
  };
  connection?.on('errorMessage', ({ code }) => {
    if (code !== undefined) hear(code);
  });
}
