import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded-postgres';
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
  await applyMigrations(server.url);
  const { port, url } = server;
  return {
    url,
    async restart(how) {
      if (how === 'crash') process.kill(readPid(server), 'SIGQUIT');
      await server.stop();
      server = await startEmbeddedPostgres({ dataDir, port });
      if (server.url !== url)
        throw new Error(`PostgreSQL came back at another port: ${server.port}`);
    },
    stop: () => server.stop(),
  };
}

/** The first line of PostgreSQL's own pid file, beside its log. */
function readPid({ logFile }: EmbeddedPostgres): number {
  return Number(
    readFileSync(join(dirname(logFile), 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
}
