'use client';

import { isExecutableBy, listBlocks } from '@/lib/plan/list-blocks';
import type { Plan } from '@/lib/plan/plan';
import type { Role } from '@/lib/auth/role';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ChangedNotice } from './changed-notice';
import { ViewerBar } from './execute-bar';
import { ExecuteControls } from './execute-controls';
import { OtherTasks } from './other-tasks';
import { OverrideList } from './override-list';
import { PlanSummary } from './plan-summary';
import { ProblemList } from './problem-list';
import { RefusalNotice } from './refusal-notice';
import { StepTable } from './step-table';
import { useExecution } from './use-execution';
import { useOnceKey } from './use-once-key';
import { usePlanChanges } from './use-plan-changes';
import { useTicks } from './use-ticks';
import { WarningList } from './warning-list';

type Props = {
  readonly plan: Plan;
  /** As chosen in the address; null where nothing was chosen. */
  readonly environment: string | null;
  readonly canExecute: boolean;
  readonly mayOverride: boolean;
  readonly roles: readonly Role[];
};

/** The dry run: problems first, then warnings to tick, then the good rows, then the button. */
export function PlanView({ plan, environment, canExecute, mayOverride, roles }: Props) {
  const ticks = useTicks(plan.fingerprint);
  const { final, overridable } = listBlocks(plan);
  const { changes, markSeen } = usePlanChanges(plan);
  const { onceKey, renew } = useOnceKey(`${plan.environmentChoice}:${plan.fingerprint}`);
  const execution = useExecution(environment, (current) => {
    renew();
    markSeen(current);
  });
  return (
    <div className="space-y-4">
      {execution.problem !== null && (
        <ProblemPanel problem={execution.problem} consequence="No new run is known of." />
      )}
      {execution.refusal === null ? (
        <ChangedNotice changes={changes} onSeen={() => markSeen(plan)} />
      ) : (
        <RefusalNotice refusal={execution.refusal} />
      )}
      <PlanSummary plan={plan} mayOverride={mayOverride} />
      <ProblemList plan={plan} problems={mayOverride ? final : [...final, ...overridable]} />
      {mayOverride && <OverrideList plan={plan} rules={overridable} ticks={ticks} />}
      <WarningList plan={plan} ticks={ticks} canTick={canExecute} />
      <StepTable
        plan={plan}
        title={
          isExecutableBy(plan, mayOverride)
            ? 'Snapshots to take'
            : 'Good, but not taken while blocked'
        }
      />
      <OtherTasks plan={plan} />
      {canExecute ? (
        <ExecuteControls
          plan={plan}
          ticks={ticks}
          onceKey={onceKey}
          execution={execution}
          changed={changes.length > 0}
          mayOverride={mayOverride}
        />
      ) : (
        <ViewerBar roles={roles} />
      )}
    </div>
  );
}
