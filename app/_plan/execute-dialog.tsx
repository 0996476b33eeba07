import { useId, useState } from 'react';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { countOf, formatGib, joinNames } from '@/app/_ui/format-number';
import { isReason, listBlocks, MIN_REASON_CHARS } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { executionLabel, findingKindLabel } from './plan-labels';
import { findingsOf, groupFindings } from './sort-findings';

type ExecuteDialogProps = {
  /** As it was when the dialog opened. */
  readonly plan: Plan;
  readonly pending: boolean;
  readonly onClose: () => void;
  /** The reason where a rule is overridden, else null. */
  readonly onConfirm: (reason: string | null) => void;
};

/** The list scrolls when it has more. */
const FULLY_SHOWN = 7;

/** Repeats what will happen, from the very plan that is then sent. */
export function ExecuteDialog({ plan, pending, onClose, onConfirm }: ExecuteDialogProps) {
  const [reason, setReason] = useState('');
  const rules = listBlocks(plan).overridable.length;
  const warnings = groupFindings(findingsOf(plan, 'warning'));
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${executionLabel(plan)}?`}
      description={`For ${plan.ticket.reference}, ${plan.ticket.subject}. The plan is first rebuilt from live data. If a task, a server, its state, its volume, a tag, or a warning differs from what you see, no snapshot is taken. The age of the last snapshot and the date in the names may differ.`}
      action={executionLabel(plan)}
      pending={pending}
      disabled={rules > 0 && !isReason(reason)}
      onConfirm={() => onConfirm(rules > 0 ? reason : null)}
    >
      <p className="mt-2 font-medium">{accountsLabel(plan)}</p>
      <ul
        tabIndex={0}
        aria-label="Snapshots to take"
        className="mt-3 max-h-60 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {plan.steps.map((step) => (
          <li key={step.key} className="flex items-baseline justify-between gap-3 px-3 py-1.5">
            <span className="min-w-0">
              <span className="font-medium break-words">{step.serverName}</span>{' '}
              <span className="font-mono text-xs break-all text-muted">{step.volumeId}</span>
            </span>
            <span className="text-xs whitespace-nowrap text-muted">
              {formatGib(step.volumeSizeGib)}
            </span>
          </li>
        ))}
      </ul>
      {plan.steps.length > FULLY_SHOWN && (
        <p className="mt-1 text-xs text-muted">
          Scroll to see all {countOf(plan.steps.length, 'snapshot')}.
        </p>
      )}
      {warnings.length > 0 && (
        <div className="mt-3">
          <p className="font-medium">Acknowledged:</p>
          <ul className="list-disc pl-5 text-muted">
            {warnings.map((group) => (
              <li key={group.code}>{findingKindLabel(group)}</li>
            ))}
          </ul>
        </div>
      )}
      {rules > 0 && <OverrideReason rules={rules} reason={reason} onWrite={setReason} />}
      <p className="mt-3 text-pretty text-muted">
        {warnings.length > 0 && 'The acknowledgements are stored with the run. '}
        The run continues if you close this page, and is posted to Slack.
      </p>
    </ConfirmDialog>
  );
}

/** `prod-eu, account 111122223333, eu-central-1`, per account that is written to. */
function accountsLabel({ steps }: Plan): string {
  const places = steps.map(
    (step) => `${step.environment}, account ${step.accountId}, ${step.region}`,
  );
  return joinNames([...new Set(places)]);
}

/** As much as the server takes. */
const MAX_REASON_CHARS = 2_000;

type OverrideReasonProps = {
  readonly rules: number;
  readonly reason: string;
  readonly onWrite: (reason: string) => void;
};

/** Asked for wherever a change policy is overridden. */
function OverrideReason({ rules, reason, onWrite }: OverrideReasonProps) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="block font-medium">
        Why are you overriding {countOf(rules, 'change policy', 'change policies')}?
      </label>
      <textarea
        id={id}
        value={reason}
        rows={3}
        required
        maxLength={MAX_REASON_CHARS}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onWrite(event.target.value)}
        className="mt-1 block w-full rounded-md border border-line-strong bg-surface px-3 py-2"
      />
      <p id={`${id}-hint`} className="mt-1 text-xs text-pretty text-muted">
        At least {MIN_REASON_CHARS} characters. Shown in the log, in Slack, and in the CSV, with
        your name.
      </p>
    </div>
  );
}
