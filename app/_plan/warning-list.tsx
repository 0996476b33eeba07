import { Panel } from '@/app/_ui/panel';
import { countOf } from '@/app/_ui/number-words';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { Plan } from '@/lib/plan/plan';
import { findingsOf, indexTasks } from './sort-findings';
import type { Ticks } from './use-ticks';
import { WarningItem } from './warning-item';

type Props = { readonly plan: Plan; readonly ticks: Ticks; readonly canTick: boolean };

/** What the agent must see and tick off, one by one, before Execute. */
export function WarningList({ plan, ticks, canTick }: Props) {
  const warnings = findingsOf(plan, 'warning');
  if (warnings.length === 0) return null;
  const tasks = indexTasks(plan);
  const ticked = warnings.filter((warning) => ticks.has(warning.key)).length;
  return (
    <Panel
      id="warnings"
      title={
        <span className="flex items-center gap-2 text-attention">
          <ToneIcon tone="attention" /> {countOf(warnings.length, 'warning')}
          {canTick && ' to tick'}
        </span>
      }
      aside={
        canTick && (
          <span className="text-xs text-muted">
            {ticked} of {warnings.length} ticked
          </span>
        )
      }
    >
      <ul className="divide-y divide-line">
        {warnings.map((warning) => (
          <li key={warning.key}>
            <WarningItem
              warning={warning}
              tasks={warning.taskIds.flatMap((id) => tasks.get(id) ?? [])}
              ticked={ticks.has(warning.key)}
              onTick={canTick ? () => ticks.toggle(warning.key) : null}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
