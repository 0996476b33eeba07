import { inject, onTestFinished } from 'vitest';
import { openDatabase, type Database } from './client';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to
  interface ProvidedContext {
    /** Where the tests' global setup gives out databases. */
    testDatabases: string;
  }
}

export type TestDatabase = { readonly url: string; readonly drop: () => Promise<void> };

/**
 * A database of the caller's own on a real PostgreSQL, migrated and empty (about 50 ms; the first
 * one of a test run starts the server, about 2 s). For tests only; drop it when done.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const address = inject('testDatabases');
  const url = await ask(address, 'POST');
  const name = new URL(url).pathname.slice(1);
  return {
    url,
    async drop() {
      await ask(`${address}/${name}`, 'DELETE');
    },
  };
}

/** The same, opened as the product opens its own; closed and dropped when the test ends. */
export async function openTestDatabase(): Promise<Database> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase(url);
  onTestFinished(async () => {
    await database.close();
    await drop();
  });
  return database;
}

async function ask(address: string, method: 'POST' | 'DELETE'): Promise<string> {
  const answer = await fetch(address, { method });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`No test database: ${text}`);
  return text;
}
