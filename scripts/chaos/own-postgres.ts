import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';

export type OwnPostgres = {
  readonly url: string;
  /** Ends all sessions and starts again; `crash`: without any farewell, as after a power cut. */
  readonly restart: (how: 'orderly' | 'crash') => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * A migrated PostgreSQL that can be restarted at its address. It writes to disk as a real one
 * does: a test server would lose its last commits in a crash.
 */
export async function startOwnPostgres(dataDir: string): Promise<OwnPostgres> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { port, url: serverUrl } = server;
  try {
    const url = await createDatabase(serverUrl);
    await applyMigrations(url);
    return {
      url,
      async restart(how) {
        if (how === 'crash') process.kill(readPid(server), 'SIGQUIT');
        await server.stop();
        server = await startEmbeddedPostgres({ dataDir, port });
        if (server.url !== serverUrl) {
          throw new Error(`PostgreSQL came back at another port: ${server.port}`);
        }
      },
      async stop() {
        await server.stop();
        // Where other OS users cannot enter the wanted folder, the data lies in another one.
        for (const folder of [dirname(server.logFile), dataDir]) {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A command that was killed leaves its data behind: what counts here begins empty all the same. */
async function createDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query('DROP DATABASE IF EXISTS harness WITH (FORCE)');
    await client.query('CREATE DATABASE harness');
  } finally {
    await client.end();
  }
  return Object.assign(new URL(serverUrl), { pathname: '/harness' }).href;
}

/** The first line of PostgreSQL's own pid file, beside its log. */
function readPid({ logFile }: EmbeddedPostgres): number {
  return Number(
    readFileSync(join(dirname(logFile), 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
}
