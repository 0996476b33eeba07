import { v7 as createId } from 'uuid';
import type { Database } from '@/lib/db/client';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from '@/lib/history/export/start-export';

export type ExportMeasured = {
  readonly ms: number;
  /** Until the first row, not only the head of the file. */
  readonly firstRowMs: number;
  readonly bytes: number;
  readonly rssGrowthMb: number;
};

const agent = { subject: 'bench', email: 'bench@example.com', name: 'Bench' };
const MEGABYTE = 1_000_000;

/** Takes one export as a browser would, and keeps nothing of it. */
export async function drainExport(database: Database, query: string): Promise<ExportMeasured> {
  const rssBefore = process.memoryUsage.rss();
  let rssMost = rssBefore;
  const watch = setInterval(() => {
    rssMost = Math.max(rssMost, process.memoryUsage.rss());
  }, 20);
  const begunAt = performance.now();
  const file = await startExport(database, {
    id: createId(),
    format: 'csv',
    filters: parseRunFilters(new URLSearchParams(query)),
    agent,
  });
  let [bytes, chunks, firstRowMs] = [0, 0, 0];
  for await (const chunk of file) {
    chunks += 1;
    if (chunks === 2) firstRowMs = performance.now() - begunAt;
    bytes += (chunk as Buffer).length;
  }
  clearInterval(watch);
  const ms = performance.now() - begunAt;
  return { ms, firstRowMs, bytes, rssGrowthMb: (rssMost - rssBefore) / MEGABYTE };
}
