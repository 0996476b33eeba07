import type { PrismaClient } from '@/lib/db/generated/client';
import type { BytesRead } from './digest-bytes';
import type { ExportFormat, ExportOrder } from './export-order';
import { formatRunFilters } from './run-filters';

/** Who took which rows of the history away, and the checksum of the file. Times are ISO 8601 UTC. */
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
