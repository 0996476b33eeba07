import { sealDays } from '@/lib/audit/seal-days';
import { openDatabase } from '@/lib/db/client';
import { openScriptDatabase } from '../stack/script-database';

/** `npm run audit:seal`: seals the days that are over now, as the worker does, and prints their digests. */
async function main(): Promise<void> {
  const server = await openScriptDatabase();
  const database = openDatabase(server.settings);
  try {
    const sealed = await sealDays(database.prisma);
    for (const { day, runs, digest } of sealed)
      console.log(`${day}=${digest}  ${runs} runs changed`);
    if (sealed.length === 0) console.log('Nothing to do: every day that is over is sealed.');
  } finally {
    await database.close();
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
