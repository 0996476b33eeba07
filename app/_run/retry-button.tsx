'use client';

import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { RotateCcw } from 'lucide-react';
import { retryRun } from '@/app/actions/retry-run';
import { useOnceKey } from '@/app/_plan/use-once-key';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { countOf, formatGib, joinNames } from '@/app/_ui/number-words';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import type { RunDetail, RunStep } from '@/lib/run/run';
import { useRunCommand } from './use-run-command';

type Props = {
  readonly run: RunDetail;
  /** Steps of the run that have no snapshot. */
  readonly steps: readonly RunStep[];
};

/** Takes what failed once more, as a new run linked to this one. */
export function RetryButton({ run, steps }: Props) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { onceKey } = useOnceKey(run.id);
  const command = useRunCommand(run.id, () => retryRun({ runId: run.id, onceKey }));
  const sizeGib = steps.reduce((sum, step) => sum + step.volumeSizeGib, 0);
  const action = `Take ${countOf(steps.length, 'snapshot')} again, ${formatGib(sizeGib)}`;

  async function confirm() {
    const outcome = await command.send();
    if (outcome === null) return;
    // A refusal is a run too; its page says what changed.
    router.push(`/runs/${outcome.runId}`);
  }

  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        <RotateCcw aria-hidden className="size-4" /> Retry what failed
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`${action}?`}
        description={`Of ${namesOf(steps)}, as a new run linked to this one. The plan is checked once more against live data first.`}
        action={action}
        pending={command.pending}
        onConfirm={() => void confirm()}
      >
        {command.problem !== null && (
          <div className="mt-4">
            <ProblemPanel problem={command.problem} consequence="No new run is known of." />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}

function namesOf(steps: readonly RunStep[]): string {
  if (steps.length > 8) return countOf(steps.length, 'server');
  return joinNames(steps.map((step) => step.serverName));
}
