import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { RotateCcw } from 'lucide-react';
import { groupFindings } from '@/app/_plan/sort-findings';
import { changeKeys, type Acknowledgements } from '@/app/_plan/use-acknowledgements';
import { useIdempotencyKey } from '@/app/_plan/use-idempotency-key';
import { WarningItem } from '@/app/_plan/warning-list';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { Controls } from '@/app/_ui/hydration';
import { countOf, formatGib, joinNames } from '@/app/_ui/format-number';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import { retryRun } from '@/app/actions/retry-run';
import type { PlannedTask } from '@/lib/plan/plan';
import type { RetryQuestion, RunDetail, RunStep } from '@/lib/run/run';
import { useRunCommand } from './use-run-command';

type RetryButtonProps = {
  readonly run: RunDetail;
  /** Steps of the run that have no snapshot. */
  readonly steps: readonly RunStep[];
};

/** Takes what failed once more, as a new run linked to this one. */
export function RetryButton({ run, steps }: RetryButtonProps) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { idempotencyKey } = useIdempotencyKey(run.id);
  const [question, setQuestion] = useState<RetryQuestion | null>(null);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const command = useRunCommand(run.id, () =>
    retryRun({ runId: run.id, idempotencyKey, acknowledged: [...keys] }),
  );
  const sizeGib = steps.reduce((sum, step) => sum + step.volumeSizeGib, 0);
  const action = `Take ${countOf(steps.length, 'snapshot')} again, ${formatGib(sizeGib)}`;

  async function confirm() {
    const outcome = await command.send();
    if (outcome === null) return;
    if (outcome.kind === 'ask') {
      setQuestion(outcome);
      setKeys(new Set());
      return;
    }
    // A refusal is a run too; its page says what changed.
    router.push(`/runs/${outcome.runId}`);
  }

  return (
    <>
      <Controls>
        <Button variant="primary" onClick={() => setAsking(true)}>
          <RotateCcw aria-hidden className="size-4" /> Retry {countOf(steps.length, 'snapshot')}
        </Button>
      </Controls>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`${action}?`}
        description={`For ${namesOf(steps)}, in a new run linked to this one. The plan is first rebuilt from live data.`}
        action={action}
        pending={command.pending}
        disabled={question !== null && keys.size < question.warnings.length}
        onConfirm={() => void confirm()}
      >
        <FailureReasons steps={steps} />
        {question !== null && (
          <RetryWarnings
            question={question}
            acknowledged={{
              has: (key) => keys.has(key),
              set: (wanted, on) => setKeys(changeKeys(keys, wanted, on)),
            }}
          />
        )}
        {command.problem !== null && (
          <div className="mt-4">
            <ProblemPanel
              problem={command.problem}
              consequence="A new run may have started: check the history."
            />
          </div>
        )}
      </ConfirmDialog>
    </>
  );
}

/** Why each of them has no snapshot: what the retry would meet again unless it was fixed. */
function FailureReasons({ steps }: { readonly steps: readonly RunStep[] }) {
  return (
    <ul
      aria-label="Why they failed"
      tabIndex={0}
      className="mt-4 max-h-48 divide-y divide-line overflow-y-auto rounded-md border border-line"
    >
      {steps.map((step) => (
        <li key={step.id} className="px-3 py-1.5 break-words">
          <span className="font-medium">{step.serverName}</span>{' '}
          <span className="text-muted">
            {step.errorMessage ?? 'Skipped: the run was canceled.'}
          </span>
        </li>
      ))}
    </ul>
  );
}

type RetryWarningsProps = {
  readonly question: RetryQuestion;
  readonly acknowledged: Acknowledgements;
};

/** What is new since the first run, to acknowledge, and what was acknowledged then, by whom. */
function RetryWarnings({ question, acknowledged }: RetryWarningsProps) {
  const groups = groupFindings(question.warnings);
  return (
    <div className="mt-4 space-y-3">
      <p role="status" className="font-medium text-attention">
        {countOf(groups.length, 'warning')} to acknowledge first. Nothing has been done.
      </p>
      <ul className="divide-y divide-line rounded-md border border-line">
        {groups.map((group) => (
          <li key={group.code}>
            <WarningItem group={group} tasks={NO_TASKS} acknowledgements={acknowledged} />
          </li>
        ))}
      </ul>
      {question.kept.length > 0 && (
        <ul className="space-y-1 text-muted">
          {question.kept.map(({ key, message, by, at }) => (
            <li key={key} className="break-words">
              {message} Acknowledged by {by}, <Time at={at} />.
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The question names no tasks beside its warnings. */
const NO_TASKS: ReadonlyMap<string, PlannedTask> = new Map();

function namesOf(steps: readonly RunStep[]): string {
  if (steps.length > 8) return countOf(steps.length, 'server');
  return joinNames(steps.map((step) => step.serverName));
}
