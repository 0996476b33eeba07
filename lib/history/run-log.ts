import type { PrismaClient } from '@/lib/db/generated/client';
import type { EventLevel, RunEvent } from '@/lib/run/run';
import { escapeUnseen } from '@/lib/text/escape-unseen';

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

/** Lines of a run's log as text, one line an event: number, time, level, code, server, message, data. */
export function formatLog(
  events: readonly RunEvent[],
  serverNames: ReadonlyMap<string, string> = new Map(),
): string {
  return events.map((event) => formatLine(event, serverNames.get(event.stepId ?? ''))).join('');
}

/** A message may quote a ticket: no line break or terminal escape of it reaches a reader's screen. */
function formatLine(
  { seq, at, level, code, message, data }: RunEvent,
  server: string | undefined,
): string {
  const about = server === undefined ? '' : ` [${server}]`;
  const facts = Object.keys(data).length === 0 ? '' : ` ${JSON.stringify(data)}`;
  return `${escapeUnseen(`${seq} ${at} ${level.toUpperCase()} ${code}${about} ${message}${facts}`)}\n`;
}

/** A run's whole log as text, part by part, however long it is. */
export async function* writeLog(
  prisma: PrismaClient,
  runId: string,
  { level, after }: Wanted,
  serverNames: ReadonlyMap<string, string> = new Map(),
): AsyncGenerator<string> {
  const events = await listEvents(prisma, runId, { level, after });
  const last = events.at(-1);
  if (last === undefined) return;
  yield formatLog(events, serverNames);
  yield* writeLog(prisma, runId, { level, after: last.seq }, serverNames);
}
