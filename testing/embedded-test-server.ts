import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';

const TEMPLATE = 'snapgate_template';

type Databases = {
  readonly create: () => Promise<string>;
  readonly drop: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * Vitest's global setup: one server for the whole run, started only when the first test asks for
 * a database, so that tests of pure code start at once.
 */
export default async function serveTestDatabases(
  project: TestProject,
): Promise<() => Promise<void>> {
  let databases: Promise<Databases> | null = null;
  const server = createServer((request, response) => {
    databases ??= openDatabases();
    const name = request.url?.slice(1) ?? '';
    const answer = databases.then((open) =>
      request.method === 'DELETE' ? open.drop(name).then(() => '') : open.create(),
    );
    answer.then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  project.provide('testDatabases', `http://127.0.0.1:${port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await databases?.catch(() => null))?.stop();
  };
}

/** Migrations run once, into a template that every test's database is a copy of. */
async function openDatabases(): Promise<Databases> {
  const dataDir = mkdtempSync(join(tmpdir(), 'snapgate-test-'));
  const version = process.env['TEST_POSTGRES_VERSION'] === '15' ? 15 : 18;
  const server = await startEmbeddedPostgres({ dataDir, version, temporary: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 4 });
  pool.on('error', () => undefined);
  await pool.query(`CREATE DATABASE ${TEMPLATE}`);
  await applyMigrations(nameDatabase(server.url, TEMPLATE));
  let count = 0;
  return {
    async create() {
      const name = `test_${(count += 1)}`;
      await pool.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
      return nameDatabase(server.url, name);
    },
    async drop(name) {
      await pool.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    },
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

function nameDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
