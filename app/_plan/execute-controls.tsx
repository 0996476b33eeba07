'use client';

import { useState } from 'react';
import { listRequiredAcknowledgements } from '@/lib/plan/list-required-acknowledgements';
import type { Plan } from '@/lib/plan/plan';
import type { ExecuteRequest } from '@/lib/run/run';
import { ExecuteBar } from './execute-bar';
import { ExecuteDialog } from './execute-dialog';
import { describeExecution, whyNotExecutable } from './plan-words';
import type { Execution } from './use-execution';
import type { Ticks } from './use-ticks';

/** What will be sent, frozen when the dialog opens: a re-reading behind it changes nothing. */
type Intent = { readonly plan: Plan; readonly request: ExecuteRequest };

type Props = {
  readonly plan: Plan;
  readonly ticks: Ticks;
  readonly onceKey: string;
  readonly execution: Execution;
  /** A re-reading found differences that the person has not confirmed. */
  readonly changed: boolean;
  readonly mayOverride: boolean;
};

/** The button, and the dialog between it and the deed. */
export function ExecuteControls(props: Props) {
  const { plan, ticks, onceKey, execution, changed, mayOverride } = props;
  const [intent, setIntent] = useState<Intent | null>(null);
  const required = listRequiredAcknowledgements(plan);
  const acknowledged = required.filter((key) => ticks.has(key));
  const obstacle =
    whyNotExecutable(plan, required.length - acknowledged.length, mayOverride) ??
    (changed ? 'The plan changed since you opened it: confirm at the top that you saw it.' : null);

  function open() {
    const request: ExecuteRequest = {
      ticket: plan.ticket.reference,
      environment: plan.environmentChoice,
      fingerprint: plan.fingerprint,
      acknowledged,
      reason: null,
      onceKey,
    };
    setIntent({ plan, request });
  }

  async function confirm(sent: Intent, reason: string | null) {
    await execution.execute(sent.plan, { ...sent.request, reason });
    setIntent(null);
  }

  return (
    <>
      <ExecuteBar
        action={plan.steps.length === 0 ? 'Take snapshots' : describeExecution(plan)}
        obstacle={obstacle}
        note="Nothing has been done yet. You are asked once more."
        pending={execution.pending}
        onPress={open}
      />
      <ExecuteDialog
        plan={intent?.plan ?? null}
        acknowledgedCount={intent?.request.acknowledged.length ?? 0}
        pending={execution.pending}
        onClose={() => setIntent(null)}
        onConfirm={(reason) => intent !== null && void confirm(intent, reason)}
      />
    </>
  );
}
