'use client';

import { ChevronRight } from 'lucide-react';
import { countOf } from '@/app/_ui/format-number';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import type { Plan, PlannedTask } from '@/lib/plan/plan';

type Props = { readonly plan: Plan };

/** Tasks that take no part: closed ones and those that ask for something else. None is hidden. */
export function OtherTasks({ plan }: Props) {
  const others = plan.tasks.filter((task) => whyLeftOut(task) !== null);
  const shown = useShown(others);
  if (others.length === 0) return null;
  return (
    <details className="group overflow-clip rounded-lg border border-line bg-surface">
      <summary className="flex list-none items-center gap-2 px-4 py-3 text-muted -outline-offset-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        {countOf(others.length, 'task')} left out: closed, or not about snapshots
      </summary>
      <ul className="divide-y divide-line border-t border-line text-muted">
        {shown.items.map((task) => (
          <li key={task.taskId} className="flex flex-wrap gap-x-4 px-4 py-2">
            <span className="min-w-0 flex-1 basis-48 break-words">
              {task.title === '' ? '(no title)' : task.title}{' '}
              <span className="text-xs">task {task.taskId}</span>
            </span>
            <span className="text-xs leading-5">{whyLeftOut(task)}</span>
          </li>
        ))}
      </ul>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </details>
  );
}

function whyLeftOut(task: PlannedTask): string | null {
  switch (task.verdict.kind) {
    case 'near-miss':
      return 'No snapshot: its title is not in the form snap: server name. See the warning.';
    case 'ignored':
      return 'Not a snapshot task: its title does not start with snap:';
    case 'skipped':
      return task.verdict.reason === 'completed'
        ? 'Skipped: completed in Freshservice'
        : 'Skipped: deleted in Freshservice';
    case 'blocked':
    case 'ready':
      return null;
  }
}
