import { Panel } from '@/app/_ui/panel';
import { countOf } from '@/app/_ui/number-words';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { Finding, Plan } from '@/lib/plan/plan';
import { indexTasks } from './sort-findings';
import type { Ticks } from './use-ticks';
import { WarningItem } from './warning-item';

type Props = {
  readonly plan: Plan;
  /** Rules of the service desk that block, shown to people who may override them. */
  readonly rules: readonly Finding[];
  readonly ticks: Ticks;
};

/** What stops everybody else: each rule is ticked on its own, the reason is asked for at the end. */
export function OverrideList({ plan, rules, ticks }: Props) {
  if (rules.length === 0) return null;
  const tasks = indexTasks(plan);
  return (
    <Panel
      id="rules"
      title={
        <span className="flex items-center gap-2 text-bad">
          <ToneIcon tone="bad" /> {countOf(rules.length, 'rule')} of the service desk to override
        </span>
      }
      aside={<span className="text-xs text-muted">A written reason is asked for</span>}
    >
      <ul className="divide-y divide-line">
        {rules.map((rule) => (
          <li key={rule.key}>
            <WarningItem
              warning={rule}
              tasks={rule.taskIds.flatMap((id) => tasks.get(id) ?? [])}
              ticked={ticks.has(rule.key)}
              onTick={() => ticks.toggle(rule.key)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
