import type { PrismaClient } from '@/lib/db/generated/client';
import type { ExportRecord } from './export-record';
import { formatRunCursor, type Place, type RunCursor } from './run-cursor';

export type ExportPage = {
  readonly exports: readonly ExportRecord[];
  readonly nextCursor: string | null;
};

/** Who took the history away, newest first. */
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
