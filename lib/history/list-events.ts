import type { PrismaClient } from '@/lib/db/generated/client';
import type { EventLevel, RunEvent } from '@/lib/run/run';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly EventLevel[];
/** More than any run writes; a longer log is read with `after`. */
const MOST_EVENTS = 20_000;

/** A run's log from event `after + 1` on, with everything at least as severe as `level`. */
export async function listEvents(
  prisma: PrismaClient,
  runId: string,
  { level, after }: { readonly level: EventLevel; readonly after: number },
): Promise<readonly RunEvent[]> {
  const rows = await prisma.event.findMany({
    where: { runId, seq: { gt: after }, level: { in: LEVELS.slice(LEVELS.indexOf(level)) } },
    orderBy: { seq: 'asc' },
    take: MOST_EVENTS,
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
