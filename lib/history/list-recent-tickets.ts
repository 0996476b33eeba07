import { Prisma, type PrismaClient } from '@/lib/db/generated/client';
import type { RunSummary } from '@/lib/run/run';
import { formatTicketReference } from '@/lib/ticket/parse-ticket-reference';
import type { TicketKind, TicketReference } from '@/lib/ticket/ticket';
import { selectRunSummaries, toRunSummary, type RunSummaryRow } from './run-summary-row';

export type RecentTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly lastRun: RunSummary;
};

const TICKETS = 8;
/** Tickets are looked for among this many newest runs, so that the start page stays quick. */
const RUNS_LOOKED_AT = 200;
const RUNNING = 20;

/** The tickets people worked on last, each with its newest run; `INC-1` and `SR-1` are one. */
export async function listRecentTickets(prisma: PrismaClient): Promise<readonly RecentTicket[]> {
  const runs = await selectRuns(
    prisma,
    Prisma.sql`
      SELECT * FROM (
        SELECT DISTINCT ON (regexp_replace(ticket, '^SR-', 'INC-')) *
        FROM (SELECT * FROM run ORDER BY started_at DESC, id DESC LIMIT ${RUNS_LOOKED_AT}) AS newest
        ORDER BY regexp_replace(ticket, '^SR-', 'INC-'), started_at DESC
      ) AS latest
      ORDER BY started_at DESC LIMIT ${TICKETS}`,
  );
  return runs.map((run) => ({ reference: run.ticket, subject: run.ticketSubject, lastRun: run }));
}

/** Runs that create snapshots or whose snapshots EC2 still copies. */
export async function listRunningRuns(prisma: PrismaClient): Promise<readonly RunSummary[]> {
  return selectRuns(
    prisma,
    Prisma.sql`
      SELECT * FROM run
      WHERE status IN ('queued', 'running')
        OR id IN (SELECT run_id FROM step WHERE watch_due_at IS NOT NULL)
      ORDER BY started_at DESC LIMIT ${RUNNING}`,
  );
}

const RUNS_OF_TICKET = 10;

/** What was done for this ticket before. Incidents and service requests share their numbers. */
export async function listRunsOfTicket(
  prisma: PrismaClient,
  { kind, number }: TicketReference,
): Promise<readonly RunSummary[]> {
  const kinds: readonly TicketKind[] = kind === 'INC' || kind === 'SR' ? ['INC', 'SR'] : [kind];
  const tickets = kinds.map((one) => formatTicketReference({ kind: one, number }));
  return selectRuns(
    prisma,
    Prisma.sql`
      SELECT * FROM run WHERE ticket IN (${Prisma.join(tickets)})
      ORDER BY started_at DESC, id DESC LIMIT ${RUNS_OF_TICKET}`,
  );
}

/** Runs that have not come to an end with some of these volumes, of whatever ticket. */
export async function listOpenRunsOf(
  prisma: PrismaClient,
  volumeIds: readonly string[],
): Promise<readonly RunSummary[]> {
  if (volumeIds.length === 0) return [];
  return selectRuns(
    prisma,
    Prisma.sql`
      SELECT * FROM run WHERE status IN ('queued', 'running') AND id IN (
        SELECT run_id FROM step
        WHERE volume_id = ANY(${[...volumeIds]}::text[])
          AND status IN ('planned', 'calling', 'unknown')
      ) ORDER BY started_at DESC LIMIT ${RUNNING}`,
  );
}

async function selectRuns(prisma: PrismaClient, runs: Prisma.Sql): Promise<readonly RunSummary[]> {
  return (await prisma.$queryRaw<RunSummaryRow[]>(selectRunSummaries(runs))).map(toRunSummary);
}
