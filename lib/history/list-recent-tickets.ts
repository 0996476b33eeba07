import { Prisma, type PrismaClient } from '@/lib/db/generated/client';
import type { RunStatus, RunSummary } from '@/lib/run/run';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';

export type RecentTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly lastRunId: string;
  readonly lastRunStatus: RunStatus;
  readonly lastRunAt: string;
};

const TICKETS = 8;
/** Tickets are looked for among this many newest runs, so that the start page stays quick. */
const RUNS_LOOKED_AT = 200;
const RUNNING = 20;

/** The tickets people worked on last, each with its newest run. */
export async function listRecentTickets(prisma: PrismaClient): Promise<readonly RecentTicket[]> {
  const rows = await prisma.$queryRaw<
    { ticket: string; subject: string; id: string; status: string; startedAt: Date }[]
  >`
    SELECT * FROM (
      SELECT DISTINCT ON (ticket) ticket, ticket_subject AS subject, id, status,
        started_at AS "startedAt"
      FROM (SELECT * FROM run ORDER BY started_at DESC, id DESC LIMIT ${RUNS_LOOKED_AT}) AS newest
      ORDER BY ticket, started_at DESC
    ) AS latest
    ORDER BY "startedAt" DESC LIMIT ${TICKETS}`;
  return rows.map((row) => ({
    reference: row.ticket,
    subject: row.subject,
    lastRunId: row.id,
    lastRunStatus: row.status as RunStatus,
    lastRunAt: row.startedAt.toISOString(),
  }));
}

/** Runs that are not at their end yet. */
export async function listRunningRuns(prisma: PrismaClient): Promise<readonly RunSummary[]> {
  const rows = await prisma.$queryRaw<RunSummaryRow[]>(
    selectRunSummaries(Prisma.sql`
      SELECT * FROM run WHERE status IN ('queued', 'running')
      ORDER BY started_at DESC LIMIT ${RUNNING}`),
  );
  return rows.map(toRunSummary);
}
