import { Panel } from '@/app/_ui/panel';
import { countOf } from '@/app/_ui/number-words';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { Plan } from '@/lib/plan/plan';
import { ProblemGroup } from './problem-group';
import { findingsOf, groupFindings, indexTasks } from './sort-findings';

type Props = { readonly plan: Plan };

/** Everything that stops the plan, all at once, each with its fix. */
export function ProblemList({ plan }: Props) {
  const problems = findingsOf(plan, 'block');
  if (problems.length === 0) return null;
  const tasks = indexTasks(plan);
  return (
    <Panel
      id="problems"
      title={
        <span className="flex items-center gap-2 text-bad">
          <ToneIcon tone="bad" /> {countOf(problems.length, 'problem')} to fix
        </span>
      }
      aside={<span className="text-xs text-muted">Then press Refresh</span>}
    >
      <div className="divide-y divide-line">
        {groupFindings(problems).map((group) => (
          <ProblemGroup key={group.code} group={group} tasks={tasks} />
        ))}
      </div>
    </Panel>
  );
}
