import type { PrismaClient } from '@/lib/db/generated/client';
import type { EventLevel, RunEvent } from '@/lib/run/run';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly EventLevel[];
/** How many lines are read at once; a longer log goes on with `after`. */
export const EVENTS_AT_ONCE = 5_000;

type Wanted = { readonly level: EventLevel; readonly after: number };

/** The next lines of a run's log after a number, with everything at least as severe as `level`. */
export async function listEvents(
  prisma: PrismaClient,
  runId: string,
  { level, after }: Wanted,
): Promise<readonly RunEvent[]> {
  const rows = await prisma.event.findMany({
    where: { runId, seq: { gt: after }, level: { in: LEVELS.slice(LEVELS.indexOf(level)) } },
    orderBy: { seq: 'asc' },
    take: EVENTS_AT_ONCE,
  });
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.toISOString(),
    level: row.level as EventLevel,
    code: row.code,
    message: row.message,
    stepId: row.stepId,
    data: row.data as Record<string, unknown>,
  }));
}
