'use client';

import { useState } from 'react';
import { cancelRun } from '@/app/actions/cancel-run';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { countOf } from '@/app/_ui/number-words';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { RunDetail } from '@/lib/run/run';
import { useRunCommand } from './use-run-command';

type Props = {
  readonly run: RunDetail;
  /** Steps that have not begun. */
  readonly waiting: number;
};

/** Stops the steps that have not begun. What was taken stays; nothing is ever deleted. */
export function CancelButton({ run, waiting }: Props) {
  const [asking, setAsking] = useState(false);
  const command = useRunCommand(run.id, () => cancelRun({ runId: run.id }));
  const rest = countOf(waiting, 'snapshot');

  async function confirm() {
    if ((await command.send()) !== null) setAsking(false);
  }

  return (
    <>
      <Button onClick={() => setAsking(true)}>Cancel the rest</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Do not take the remaining ${rest}?`}
        description={`${countOf(run.createdCount, 'snapshot')} already taken ${run.createdCount === 1 ? 'stays' : 'stay'}. Calls under way are finished first.`}
        action={`Do not take ${rest}`}
        actionVariant="danger"
        pending={command.pending}
        onConfirm={() => void confirm()}
      >
        {command.problem !== null && (
          <div className="mt-4">
            <ProblemPanel problem={command.problem} consequence="The run may still be going." />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}
