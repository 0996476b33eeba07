import type { PrismaClient } from '@/lib/db/generated/client';
import { formatRunCursor, type Place, type RunCursor } from '@/lib/history/run-cursor';
import { formatRunFilters, type RunFilters } from '@/lib/history/run-filters';
import type { Agent } from '@/lib/run/run';

export type ExportFormat = 'csv' | 'jsonl';

/** Which rows someone wants as a file. */
export type ExportOrder = {
  /** Id of the record that this export will have. */
  readonly id: string;
  readonly format: ExportFormat;
  readonly filters: RunFilters;
  readonly agent: Agent;
};

/** What of a file has reached its reader. */
type BytesRead = {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
};

/** Who exported which part of the history, with the file's checksum. Times are ISO 8601 UTC. */
export type ExportRecord = {
  readonly id: string;
  readonly format: ExportFormat;
  /** The filters as a query string; empty means everything. */
  readonly filters: string;
  readonly agentEmail: string;
  readonly agentName: string;
  /** `stopped`: not all of it reached the person; what did is in `bytes` and `sha256`. */
  readonly status: 'running' | 'complete' | 'stopped';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
};

export async function beginExportRecord(prisma: PrismaClient, order: ExportOrder): Promise<void> {
  const { id, format, filters, agent } = order;
  await prisma.exportRecord.create({
    data: {
      id,
      format,
      filters: formatRunFilters(filters),
      agentSubject: agent.subject,
      agentEmail: agent.email,
      agentName: agent.name,
    },
  });
}

type Ending = BytesRead & {
  readonly status: 'complete' | 'stopped';
  readonly rows: number | null;
};

export async function closeExportRecord(
  prisma: PrismaClient,
  id: string,
  { status, rows, bytes, sha256 }: Ending,
): Promise<void> {
  await prisma.$executeRaw`
    UPDATE export_record SET status = ${status}, rows = ${rows}, bytes = ${bytes},
      sha256 = ${sha256}, finished_at = clock_timestamp()
    WHERE id = ${id}::uuid`;
}

const CONNECTION_PREFIX = 'snapgate-export ';

/** What the connection calls itself that reads the rows of this export. */
export function nameExportConnection(id: string): string {
  return `${CONNECTION_PREFIX}${id}`;
}

/**
 * Closes records whose process ended without closing them. The connection of an export that goes on
 * is known by its name, in whatever process it is. Returns how many.
 */
export async function closeAbandonedExports(prisma: PrismaClient): Promise<number> {
  return prisma.$executeRaw`
    UPDATE export_record SET status = 'stopped', finished_at = clock_timestamp()
    WHERE status = 'running' AND ${CONNECTION_PREFIX}::text || id NOT IN (
      SELECT application_name FROM pg_stat_activity
      WHERE datname = current_database() AND application_name IS NOT NULL)`;
}

export type ExportPage = {
  readonly exports: readonly ExportRecord[];
  readonly nextCursor: string | null;
};

/** Who exported which part of the history, newest first. */
export async function listExports(
  prisma: PrismaClient,
  { cursor, limit }: Place,
): Promise<ExportPage> {
  const rows = await prisma.exportRecord.findMany({
    where: cursor === null ? {} : after(cursor),
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const exports = rows.slice(0, limit).map((row): ExportRecord => ({
    id: row.id,
    format: row.format as ExportRecord['format'],
    filters: row.filters,
    agentEmail: row.agentEmail,
    agentName: row.agentName,
    status: row.status as ExportRecord['status'],
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    rows: row.rows === null ? null : Number(row.rows),
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256,
  }));
  const last = exports.at(-1);
  const goesOn = rows.length > limit && last !== undefined;
  return { exports, nextCursor: goesOn ? formatRunCursor({ towards: 'older', ...last }) : null };
}

function after({ startedAt, id }: RunCursor) {
  return { OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { lt: id } }] };
}
