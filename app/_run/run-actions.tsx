import type { RunDetail } from '@/lib/run/run';
import { CancelButton } from './cancel-button';
import { RetryButton } from './retry-button';
import { isOver } from './run-words';

type Props = { readonly run: RunDetail };

/** What can still be done about a run: stop what has not begun, or try again what failed. */
export function RunActions({ run }: Props) {
  const waiting = run.steps.filter((step) => step.status === 'planned').length;
  const lacking = run.steps.filter((step) => step.status === 'failed' || step.status === 'skipped');
  if (!isOver(run.status))
    return waiting === 0 ? null : <CancelButton run={run} waiting={waiting} />;
  if (run.status === 'rejected' || run.retriedBy.length > 0 || lacking.length === 0) return null;
  return <RetryButton run={run} steps={lacking} />;
}
