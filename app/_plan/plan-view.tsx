'use client';

import { useMemo, useState } from 'react';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { lazyPart } from '@/app/_ui/lazy-part';
import type { Role } from '@/lib/auth/role';
import { isExecutableBy, listBlocks } from '@/lib/plan/approve-plan';
import { comparePlans } from '@/lib/plan/compare-plans';
import type { PlanDifference } from '@/lib/plan/compare-steps';
import type { Plan, PlannedTask } from '@/lib/plan/plan';
import type { ArmedRun } from '@/lib/run/before/armed-run';
import type { RunSummary } from '@/lib/run/run';
import { EarlierRuns } from './earlier-runs';
import { ViewerBar } from './execute-bar';
import { ExecuteControls } from './execute-controls';
import { PlanSummary } from './plan-summary';
import { ProblemList } from './problem-list';
import { StepTable } from './step-table';
import { useAcknowledgements } from './use-acknowledgements';
import { useExecution } from './use-execution';
import { useIdempotencyKey } from './use-idempotency-key';
import { OverrideList, WarningList } from './warning-list';

// What came of a press or a refresh, and parts below the table that many plans do not have.
const ArmControls = lazyPart(() => import('./arm-controls').then((file) => file.ArmControls));
const OtherTasks = lazyPart(() => import('./other-tasks').then((file) => file.OtherTasks));
const ChangedNotice = lazyPart(() => import('./plan-changes').then((file) => file.ChangedNotice));
const RefusalNotice = lazyPart(() => import('./plan-changes').then((file) => file.RefusalNotice));

type Props = {
  readonly plan: Plan;
  /** As chosen in the address; null where nothing was chosen. */
  readonly environment: string | null;
  readonly canExecute: boolean;
  readonly mayOverride: boolean;
  readonly roles: readonly Role[];
  readonly runs: readonly RunSummary[];
  /** A run of this ticket or of these volumes is waiting or in progress. */
  readonly inProgress: boolean;
  readonly armed: ArmedRun | null;
};

/** The dry run: problems first, then warnings to acknowledge, then the good rows, then the button. */
export function PlanView(props: Props) {
  const { plan, environment, canExecute, mayOverride, roles, runs, inProgress, armed } = props;
  const acknowledgements = useAcknowledgements(plan.fingerprint);
  const { final, overridable } = listBlocks(plan);
  const problems = mayOverride ? final : [...final, ...overridable];
  const { changes, markSeen } = usePlanChanges(plan);
  const { idempotencyKey, renew } = useIdempotencyKey(
    `${plan.environmentChoice}:${plan.fingerprint}`,
  );
  const execution = useExecution(environment, (current) => {
    renew();
    markSeen(current);
  });
  return (
    <div className="space-y-4">
      {execution.failure !== null && <ProblemPanel {...execution.failure} />}
      {execution.refusal !== null && <RefusalNotice refusal={execution.refusal} />}
      {execution.refusal === null && changes.length > 0 && (
        <ChangedNotice changes={changes} onSeen={() => markSeen(plan)} />
      )}
      <PlanSummary plan={plan} mayOverride={mayOverride} inProgress={inProgress} />
      <ProblemList plan={plan} problems={problems} />
      {mayOverride && (
        <OverrideList plan={plan} rules={overridable} acknowledgements={acknowledgements} />
      )}
      <WarningList plan={plan} acknowledgements={acknowledgements} canAcknowledge={canExecute} />
      <StepTable
        plan={plan}
        title={
          isExecutableBy(plan, mayOverride)
            ? 'Snapshots to take'
            : 'Ready, but blocked by the problems above'
        }
      />
      <EarlierRuns runs={runs} />
      {plan.tasks.some(isLeftOut) && <OtherTasks plan={plan} />}
      {canExecute && (armed !== null || isWindowAhead(plan)) && (
        <ArmControls
          plan={plan}
          acknowledgements={acknowledgements}
          armed={armed}
          changed={changes.length > 0}
        />
      )}
      {canExecute ? (
        <ExecuteControls
          plan={plan}
          acknowledgements={acknowledgements}
          idempotencyKey={idempotencyKey}
          execution={execution}
          changed={changes.length > 0}
          inProgress={inProgress}
          mayOverride={mayOverride}
        />
      ) : (
        <ViewerBar roles={roles} />
      )}
    </div>
  );
}

function isLeftOut({ verdict }: PlannedTask): boolean {
  return verdict.kind !== 'ready' && verdict.kind !== 'blocked';
}

/** Freshservice's times and the browser's clock; the server decides by its own. */
function isWindowAhead({ ticket, readAt }: Plan): boolean {
  return ticket.plannedStartAt !== null && Date.parse(ticket.plannedStartAt) > Date.parse(readAt);
}

type PlanChanges = {
  readonly changes: readonly PlanDifference[];
  /** Takes a plan as seen; differences are counted from there. */
  readonly markSeen: (plan: Plan) => void;
};

/** What a refresh changed since the person last said they had seen it. */
function usePlanChanges(plan: Plan): PlanChanges {
  const [seen, setSeen] = useState(plan);
  const changes = useMemo(() => comparePlans(seen, plan), [seen, plan]);
  return { changes, markSeen: setSeen };
}
