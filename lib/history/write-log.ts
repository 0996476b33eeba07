import type { PrismaClient } from '@/lib/db/generated/client';
import type { EventLevel } from '@/lib/run/run';
import { formatLog } from './format-log';
import { listEvents } from './list-events';

/** A run's whole log as text, part by part, however long it is. */
export async function* writeLog(
  prisma: PrismaClient,
  runId: string,
  { level, after }: { readonly level: EventLevel; readonly after: number },
): AsyncGenerator<string> {
  const events = await listEvents(prisma, runId, { level, after });
  const last = events.at(-1);
  if (last === undefined) return;
  yield formatLog(events);
  yield* writeLog(prisma, runId, { level, after: last.seq });
}
