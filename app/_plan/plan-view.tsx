'use client';

import type { Plan } from '@/lib/plan/plan';
import type { Role } from '@/lib/auth/role';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ChangedNotice } from './changed-notice';
import { ViewerBar } from './execute-bar';
import { ExecuteControls } from './execute-controls';
import { OtherTasks } from './other-tasks';
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
  readonly roles: readonly Role[];
};

/** The dry run: problems first, then warnings to tick, then the good rows, then the button. */
export function PlanView({ plan, environment, canExecute, roles }: Props) {
  const ticks = useTicks();
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
      <PlanSummary plan={plan} />
      <ProblemList plan={plan} />
      <WarningList plan={plan} ticks={ticks} canTick={canExecute} />
      <StepTable
        plan={plan}
        title={plan.executable ? 'Snapshots to take' : 'Good, but not taken while blocked'}
      />
      <OtherTasks plan={plan} />
      {canExecute ? (
        <ExecuteControls
          plan={plan}
          ticks={ticks}
          onceKey={onceKey}
          execution={execution}
          changed={changes.length > 0}
        />
      ) : (
        <ViewerBar roles={roles} />
      )}
    </div>
  );
}
