'use client';

import { ShowMore } from '@/app/_ui/show-more';
import { useShown } from '@/app/_ui/use-shown';
import type { Finding, PlannedTask } from '@/lib/plan/plan';
import { FINDING_TITLES } from './finding-words';
import type { FindingGroup } from './sort-findings';
import { TaskLine } from './task-line';

type Tasks = ReadonlyMap<string, PlannedTask>;
type Props = { readonly group: FindingGroup; readonly tasks: Tasks };

/** All problems of one kind: the advice once, then each with the tasks it is about. */
export function ProblemGroup({ group, tasks }: Props) {
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
      </div>
      <div className="min-w-0 space-y-2">
        {concerned.map((task) => (
          <TaskLine key={task.taskId} task={task} />
        ))}
      </div>
    </div>
  );
}
