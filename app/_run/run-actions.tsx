'use client';

import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { countOf } from '@/app/_ui/format-number';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { lazyPart } from '@/app/_ui/lazy-part';
import { cancelRun } from '@/app/actions/cancel-run';
import type { RunDetail } from '@/lib/run/run';
import { isOver } from './run-labels';
import { useRunCommand } from './use-run-command';

// Few runs fail, and its warnings weigh as much as those of a ticket's page.
const RetryButton = lazyPart(() => import('./retry-button').then((file) => file.RetryButton));

type Props = { readonly run: RunDetail };

/** What can still be done about a run: stop what has not begun, or try again what failed. */
export function RunActions({ run }: Props) {
  const waiting = run.steps.filter((step) => step.status === 'planned').length;
  const lacking = run.steps.filter((step) => step.status === 'failed' || step.status === 'skipped');
  if (!isOver(run.status))
    return waiting === 0 ? null : <CancelButton run={run} waiting={waiting} />;
  if (run.status === 'rejected' || run.retriedBy.length > 0 || lacking.length === 0) return null;
  // What a deletion did not reach is asked for again on the page of the run that took it.
  if (run.kind === 'delete') return null;
  return <RetryButton run={run} steps={lacking} />;
}

type CancelButtonProps = {
  readonly run: RunDetail;
  /** Steps that have not begun. */
  readonly waiting: number;
};

/** Stops the steps that have not begun. What was done stays done. */
function CancelButton({ run, waiting }: CancelButtonProps) {
  const [asking, setAsking] = useState(false);
  const command = useRunCommand(run.id, () => cancelRun({ runId: run.id }));
  const deletes = run.kind === 'delete';
  const rest = countOf(waiting, deletes ? 'deletion' : 'snapshot');
  const done = deletes ? run.deletedCount : run.createdCount;

  async function confirm() {
    if ((await command.send()) !== null) setAsking(false);
  }

  return (
    <>
      <Button onClick={() => setAsking(true)}>Cancel {rest}</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel ${countOf(waiting, deletes ? 'remaining deletion' : 'remaining snapshot')}?`}
        description={`${countOf(done, 'snapshot')} already ${deletes ? 'deleted' : `created ${done === 1 ? 'is' : 'are'} kept`}. Calls in flight finish first.`}
        action={`Cancel ${rest}`}
        actionVariant="danger"
        pending={command.pending}
        onConfirm={() => void confirm()}
      >
        {command.problem !== null && (
          <div className="mt-4">
            <ProblemPanel
              problem={command.problem}
              consequence="The run may still be in progress."
            />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}
