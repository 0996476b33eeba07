import type { RunStatus, StepStatus } from './run';

/**
 * A run's outcome from its steps, once none of them is open: succeeded means that every step has
 * a snapshot; anything less says so.
 */
export function summariseRun(
  statuses: readonly StepStatus[],
): Extract<RunStatus, 'succeeded' | 'partial' | 'failed' | 'cancelled'> {
  const count = (status: StepStatus) => statuses.filter((one) => one === status).length;
  if (count('created') === statuses.length) return 'succeeded';
  if (count('skipped') > 0) return 'cancelled';
  return count('created') > 0 ? 'partial' : 'failed';
}
