'use client';

import { useEffect, useState } from 'react';
import { countOf } from '@/app/_ui/format-number';
import { lazyPart } from '@/app/_ui/lazy-part';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { summarizePlan } from '@/lib/plan/seen-plan';
import type { ExecuteRequest } from '@/lib/run/run';
import { ExecuteBar, FixBar } from './execute-bar';
import { changedSoFarLabel, countBlocks, executionLabel, executionObstacle } from './plan-labels';
import type { Acknowledgements } from './use-acknowledgements';
import type { Execution } from './use-execution';

// Not of the page's own weight, and there by the time the press is over.
const loadDialog = () => import('./execute-dialog').then((file) => file.ExecuteDialog);
const ExecuteDialog = lazyPart(loadDialog);

/** What will be sent, frozen when the dialog opens: a refresh behind it changes nothing. */
type Intent = { readonly plan: Plan; readonly request: ExecuteRequest };

type Props = {
  readonly plan: Plan;
  readonly acknowledgements: Acknowledgements;
  readonly idempotencyKey: string;
  readonly execution: Execution;
  /** A refresh found differences that the person has not confirmed. */
  readonly changed: boolean;
  readonly inProgress: boolean;
  readonly mayOverride: boolean;
};

/** The button, and the dialog between it and the deed. */
export function ExecuteControls(props: Props) {
  const { plan, acknowledgements, idempotencyKey, execution, changed, mayOverride, inProgress } =
    props;
  const [intent, setIntent] = useState<Intent | null>(null);
  const required = listRequiredAcknowledgements(plan);
  const acknowledged = required.filter((key) => acknowledgements.has(key));
  const obstacle =
    executionObstacle(plan, required.length - acknowledged.length, mayOverride) ??
    (changed ? 'The plan changed: review the changes at the top first.' : null);
  const problems = countBlocks(plan, mayOverride);
  useExecuteKey(obstacle === null && intent === null && !execution.pending ? open : null);

  function open() {
    const request: ExecuteRequest = {
      ticket: plan.ticket.reference,
      environment: plan.environmentChoice,
      fingerprint: plan.fingerprint,
      acknowledged,
      reason: null,
      idempotencyKey,
      seen: summarizePlan(plan),
    };
    setIntent({ plan, request });
  }

  async function confirm(sent: Intent, reason: string | null) {
    await execution.execute(sent.plan, { ...sent.request, reason });
    setIntent(null);
  }

  if (problems > 0) {
    return <FixBar action={`Fix ${countOf(problems, 'problem')}`} note={obstacle ?? ''} />;
  }
  return (
    <>
      <ExecuteBar
        action={plan.steps.length === 0 ? 'Take snapshots' : executionLabel(plan)}
        obstacle={obstacle}
        lacksAcknowledgements={plan.steps.length > 0 && acknowledged.length < required.length}
        note={`${changedSoFarLabel(inProgress)} You confirm in the next step.`}
        pending={execution.pending}
        onApproach={() => void loadDialog().catch(() => undefined)}
        onPress={open}
      />
      {intent !== null && (
        <ExecuteDialog
          plan={intent.plan}
          pending={execution.pending}
          onClose={() => setIntent(null)}
          onConfirm={(reason) => void confirm(intent, reason)}
        />
      )}
    </>
  );
}

/** Ctrl+Enter, or Cmd+Enter on a Mac, presses the page's one button. Null: it cannot be pressed. */
function useExecuteKey(press: (() => void) | null) {
  useEffect(() => {
    function listen(event: KeyboardEvent) {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || press === null) return;
      event.preventDefault();
      press();
    }
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [press]);
}
