import { closeDays } from '@/lib/audit/close-days';
import { openDatabase } from '@/lib/db/client';
import { openScriptDatabase } from './stack/script-database';

/** `npm run audit:close`: closes the days that are over now, as the worker does, and prints their heads. */
async function main(): Promise<void> {
  const server = await openScriptDatabase();
  const database = openDatabase(server.url);
  try {
    const closed = await closeDays(database.prisma);
    for (const { day, runs, hash } of closed) console.log(`${day}=${hash}  ${runs} runs changed`);
    if (closed.length === 0) console.log('Nothing to do: every day that is over is closed.');
  } finally {
    await database.close();
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
