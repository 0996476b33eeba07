import { escapeLiteral } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from '@/lib/db/client';
import { openClient } from '@/lib/db/connect';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to
  interface ProvidedContext {
    /** Where the tests' global setup gives out databases. */
    testDatabases: string;
  }
}

type TestDatabaseOptions = {
  /** What its sessions begin in, as an administrator may have set it. */
  readonly timeZone?: string | undefined;
};

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/**
 * A database of the caller's own on a real PostgreSQL, migrated and empty (about 50 ms; the first
 * one of a test run starts the server, about 2 s). For tests only; drop it when done.
 */
export async function createTestDatabase({
  timeZone,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const address = inject('testDatabases');
  const url = await ask(address, 'POST');
  const name = new URL(url).pathname.slice(1);
  if (timeZone !== undefined) await setTimeZone(url, name, timeZone);
  return {
    url,
    async drop() {
      await ask(`${address}/${name}`, 'DELETE');
    },
  };
}

/** The same, opened as the product opens its own; closed and dropped when the test ends. */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<Database> {
  const { url, drop } = await createTestDatabase(options);
  const database = openDatabase(url);
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  return database;
}

async function setTimeZone(url: string, name: string, timeZone: string): Promise<void> {
  const client = await openClient(url);
  await client.query(`ALTER DATABASE ${name} SET timezone TO ${escapeLiteral(timeZone)}`);
  await client.end();
}

async function ask(address: string, method: 'POST' | 'DELETE'): Promise<string> {
  const answer = await fetch(address, { method });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`No test database: ${text}`);
  return text;
}
