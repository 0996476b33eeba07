'use client';

import { CopyableCommand } from '@/app/_ui/copy-button';
import { countOf } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { ToneIcon } from '@/app/_ui/tone';
import type { Finding, Plan, PlannedTask } from '@/lib/plan/plan';
import { FINDING_TITLES } from './plan-labels';
import { type FindingGroup, groupFindings, indexTasks } from './sort-findings';
import { TaskLine } from './task-line';

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
            A change policy can also be overridden, with a written reason, by people with the
            override role.
          </p>
        )}
      </div>
    </Panel>
  );
}

type Tasks = ReadonlyMap<string, PlannedTask>;
type ProblemGroupProps = { readonly group: FindingGroup; readonly tasks: Tasks };

/** All problems of one kind: the advice once, then each with the tasks it is about. */
function ProblemGroup({ group, tasks }: ProblemGroupProps) {
  const shown = useShown(group.findings);
  return (
    <div className="px-4 py-3">
      <h3 className="font-medium text-bad">
        {FINDING_TITLES[group.code]}
        {group.findings.length > 1 && (
          <span className="font-normal text-muted"> ({group.findings.length})</span>
        )}
      </h3>
      {group.hint !== null && <p className="mt-0.5 max-w-prose text-pretty">{group.hint}</p>}
      <ul className="mt-2 space-y-3">
        {shown.items.map((finding) => (
          <li key={finding.key} className="border-l-2 border-bad-line pl-3">
            <ProblemItem finding={finding} tasks={tasks} withHint={group.hint === null} />
          </li>
        ))}
      </ul>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </div>
  );
}

type ItemProps = { readonly finding: Finding; readonly tasks: Tasks; readonly withHint: boolean };

function ProblemItem({ finding, tasks, withHint }: ItemProps) {
  const concerned = finding.taskIds.flatMap((id) => tasks.get(id) ?? []);
  return (
    <div className="grid gap-x-6 gap-y-1 md:grid-cols-2">
      <div className="min-w-0">
        <p className="max-w-prose break-words text-pretty">{finding.message}</p>
        {withHint && <p className="mt-0.5 max-w-prose text-pretty text-muted">{finding.hint}</p>}
        {finding.command !== undefined && <CopyableCommand command={finding.command} />}
      </div>
      <div className="min-w-0 space-y-2">
        {concerned.map((task) => (
          <TaskLine key={task.taskId} task={task} />
        ))}
      </div>
    </div>
  );
}
