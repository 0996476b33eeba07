'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { countOf, formatGib, formatNumber } from '@/app/_ui/number-words';
import { listBlocks } from '@/lib/plan/list-blocks';
import type { Plan } from '@/lib/plan/plan';
import { isReason } from '@/lib/plan/reason';
import { OverrideReason } from './override-reason';
import { describeExecution } from './plan-words';

/** More servers than this are counted, not listed. */
const LISTED = 20;

type Props = {
  /** The plan as it was when the dialog opened; null: the dialog is closed. */
  readonly plan: Plan | null;
  readonly acknowledgedCount: number;
  readonly pending: boolean;
  readonly onClose: () => void;
  /** The reason where a rule is overridden, else null. */
  readonly onConfirm: (reason: string | null) => void;
};

/** Repeats what will happen, from the very plan that is then sent. */
export function ExecuteDialog({ plan, acknowledgedCount, pending, onClose, onConfirm }: Props) {
  const [reason, setReason] = useState('');
  if (plan === null) return null;
  const rules = listBlocks(plan).overridable.length;
  const listed = plan.steps.slice(0, LISTED);
  const rest = plan.steps.length - listed.length;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${describeExecution(plan)}?`}
      description={`For ${plan.ticket.reference}, ${plan.ticket.subject}. The plan is checked once more against live data; if anything differs, nothing is taken.`}
      action={describeExecution(plan)}
      pending={pending}
      disabled={rules > 0 && !isReason(reason)}
      onConfirm={() => onConfirm(rules > 0 ? reason : null)}
    >
      <ul className="mt-4 divide-y divide-line rounded-md border border-line">
        {listed.map((step) => (
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
        {rest > 0 && <li className="px-3 py-1.5 text-muted">and {formatNumber(rest)} more</li>}
      </ul>
      {rules > 0 && <OverrideReason rules={rules} reason={reason} onWrite={setReason} />}
      <p className="mt-3 text-pretty text-muted">
        {acknowledgedCount > 0 &&
          `${countOf(acknowledgedCount, 'tick')} will be stored with the run. `}
        The run goes on by itself once started, even if you close this page. Slack gets the list.
      </p>
    </ConfirmDialog>
  );
}
