import { AppError } from '@/lib/errors/app-error';
import { openClient, type DatabaseAddress } from './connect';

const ROUNDS = 5;

/**
 * Two connections that are open at the same time have two sessions, unless a pooler hands sessions
 * out by the transaction: then both soon meet the same one. Meeting it is proof; on a busy pooler it
 * may take more than these rounds.
 */
async function sharesSessions(address: DatabaseAddress): Promise<boolean> {
  const clients = [];
  try {
    clients.push(await openClient(address), await openClient(address));
    const seen: (number | undefined)[][] = clients.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, client] of clients.entries()) {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        seen[at]?.push(rows[0]?.pid);
      }
    }
    return seen[0]?.some((pid) => seen[1]?.includes(pid)) ?? false;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Throws `AppError` `database-pooled` where locks, LISTEN and time limits would get lost. */
export async function refuseTransactionPooler(address: DatabaseAddress): Promise<void> {
  if (!(await sharesSessions(address))) return;
  throw new AppError({
    code: 'database-pooled',
    message:
      'The database is reached through a pooler in transaction mode, which loses locks, LISTEN, and time limits.',
    hint: 'Set DATABASE_DIRECT_URL to the server itself, or to a pooler in session mode; DATABASE_URL may stay as it is.',
  });
}
