import { Panel } from '@/app/_ui/panel';
import { countOf } from '@/app/_ui/number-words';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { Finding, Plan } from '@/lib/plan/plan';
import { ProblemGroup } from './problem-group';
import { groupFindings, indexTasks } from './sort-findings';

type Props = { readonly plan: Plan; readonly problems: readonly Finding[] };

/** Everything that stops the plan, all at once, each with its fix. */
export function ProblemList({ plan, problems }: Props) {
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
        {problems.some(({ overridable }) => overridable) && (
          <p className="max-w-prose px-4 py-3 text-pretty text-muted">
            A rule of the service desk can also be overridden, with a written reason, by people with
            the override role.
          </p>
        )}
      </div>
    </Panel>
  );
}
