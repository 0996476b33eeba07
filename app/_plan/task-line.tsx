import type { PlannedTask } from '@/lib/plan/plan';
import { ReadText } from './read-text';

type Props = { readonly task: PlannedTask };

/** A task as Freshservice has it, with the text that was read from it. */
export function TaskLine({ task }: Props) {
  return (
    <div className="min-w-0">
      <p className="break-words">
        <span className="font-medium">{task.title === '' ? '(no title)' : task.title}</span>{' '}
        <span className="text-xs whitespace-nowrap text-muted">task {task.taskId}</span>
      </p>
      <ReadText text={task.text} />
    </div>
  );
}
