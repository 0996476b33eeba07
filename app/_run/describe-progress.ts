import { countOf, formatNumber } from '@/app/_ui/number-words';
import type { RunSummary } from '@/lib/run/run';

type Counts = Pick<RunSummary, 'stepCount' | 'createdCount' | 'completedCount' | 'failedCount'>;

/** `2 of 3 snapshots taken, 1 completed, 1 failed`. */
export function describeProgress(counts: Counts): string {
  if (counts.stepCount === 0) return 'No snapshot was asked for';
  const total = countOf(counts.stepCount, 'snapshot');
  const parts = [`${formatNumber(counts.createdCount)} of ${total} taken`];
  if (counts.createdCount > 0) parts.push(`${formatNumber(counts.completedCount)} completed`);
  if (counts.failedCount > 0) parts.push(`${formatNumber(counts.failedCount)} failed`);
  return parts.join(', ');
}
