'use client';

import { useId, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { DisarmButton } from '@/app/_lookup/disarm-button';
import { plansKey } from '@/app/_queries/ticket-queries';
import { useCommand } from '@/app/_queries/use-command';
import { armRun } from '@/app/actions/arm-run';
import { announce } from '@/app/_ui/announcer';
import { Button } from '@/app/_ui/button';
import { Controls } from '@/app/_ui/hydration';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import type { ArmedRun } from '@/lib/run/before/armed-run';
import { executionLabel } from './plan-labels';
import type { Acknowledgements } from './use-acknowledgements';

type Props = {
  readonly plan: Plan;
  readonly acknowledgements: Acknowledgements;
  readonly armed: ArmedRun | null;
  /** A refresh found differences that the person has not confirmed. */
  readonly changed: boolean;
};

/** For a window ahead: starts the plan by itself at a time inside it; or takes that back. */
export function ArmControls({ plan, acknowledgements, armed, changed }: Props) {
  if (armed === null && plan.steps.length === 0) return null;
  return (
    <Controls>
      {armed === null ? (
        <ArmForm
          key={plan.ticket.plannedStartAt}
          plan={plan}
          acknowledgements={acknowledgements}
          changed={changed}
        />
      ) : (
        <ArmedNote armed={armed} />
      )}
    </Controls>
  );
}

function ArmedNote({ armed }: { readonly armed: ArmedRun }) {
  return (
    <Panel
      id="armed"
      title="Armed to start"
      aside={<DisarmButton id={armed.id} ticket={armed.ticket} />}
    >
      <p className="px-4 py-3 text-pretty">
        Starts automatically <Time at={armed.startAt} relative /> in {armed.environment}.{' '}
        {armed.agentName} ({armed.agentEmail}) armed it <Time at={armed.armedAt} />. If the ticket,
        a server, a warning, or a permission changes before then, the run does not start and a
        message is posted to Slack.
      </p>
    </Panel>
  );
}

type FormProps = Omit<Props, 'armed'>;

function ArmForm({ plan, acknowledgements, changed }: FormProps) {
  const client = useQueryClient();
  const id = useId();
  const { reference, plannedStartAt, plannedEndAt } = plan.ticket;
  const [time, setTime] = useState(toField(plannedStartAt));
  const { pending, problem, send } = useCommand('Reload the page to see whether it is armed.');
  const [refusal, setRefusal] = useState<string | null>(null);

  function press() {
    setRefusal(null);
    const request = {
      ticket: reference,
      environment: plan.environmentChoice,
      fingerprint: plan.fingerprint,
      acknowledged: listRequiredAcknowledgements(plan).filter(acknowledgements.has),
      reason: null,
      startAt: fromField(time, plannedStartAt),
    };
    return send(
      () => armRun(request),
      async (outcome) => {
        if (outcome.kind === 'refused') return setRefusal(outcome.message);
        announce(`${reference} is armed.`);
        await client.invalidateQueries({ queryKey: plansKey(reference) });
      },
    );
  }

  return (
    <Panel id="arm" title="Start in the planned window">
      <div className="space-y-3 px-4 py-3">
        <p className="max-w-prose text-pretty text-muted">
          {executionLabel(plan)} at a set time in the planned window, unattended. The plan is
          rebuilt at that time, and the run starts only if nothing has changed.
        </p>
        <div className="flex flex-wrap items-end gap-3">
          <label htmlFor={id}>
            <span className="mb-1 block text-xs text-muted">Start time (UTC)</span>
            <input
              id={id}
              type="datetime-local"
              value={time}
              min={toField(plannedStartAt)}
              {...(plannedEndAt === null ? {} : { max: toField(plannedEndAt) })}
              onChange={(event) => setTime(event.target.value)}
              className="h-9 rounded-md border border-line-strong bg-surface px-2"
            />
          </label>
          <Button pending={pending} disabled={changed || time === ''} onClick={() => void press()}>
            Arm
          </Button>
        </div>
        {refusal !== null && (
          <p role="alert" className="text-bad">
            {refusal}
          </p>
        )}
        {problem !== null && <ProblemPanel problem={problem} consequence="Nothing is armed." />}
      </div>
    </Panel>
  );
}

/** `2026-11-26T22:00`, UTC. */
function toField(at: string | null): string {
  return at?.slice(0, 16) ?? '';
}

/** The field has minutes; the start of a window may have seconds, and must not be before itself. */
function fromField(time: string, plannedStartAt: string | null): string {
  if (plannedStartAt !== null && time === toField(plannedStartAt)) return plannedStartAt;
  return `${time}:00Z`;
}
