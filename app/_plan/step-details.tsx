import { Info } from 'lucide-react';
import { CopyButton } from '@/app/_ui/copy-button';
import type { Finding, PlannedStep, PlannedTask } from '@/lib/plan/plan';
import { TaskLine } from './task-line';
import { TagList } from './tag-list';

type Props = {
  readonly step: PlannedStep;
  readonly tasks: readonly PlannedTask[];
  readonly notes: readonly Finding[];
  readonly open: boolean;
};

/** What the snapshot gets, to the letter, and the text it comes from. Notes show even when folded. */
export function StepDetails({ step, tasks, notes, open }: Props) {
  return (
    <div className="space-y-3">
      {notes.map((note) => (
        <p key={note.key} className="flex items-start gap-1.5 text-xs text-muted">
          <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>
            {note.message} {note.hint}
          </span>
        </p>
      ))}
      {open && (
        <div className="grid gap-4 rounded-md bg-sunken p-3 md:grid-cols-[3fr_2fr]">
          <div className="min-w-0 space-y-3">
            <div>
              <h3 className="text-xs font-medium text-muted">Tags of the snapshot</h3>
              <TagList tags={step.tags} />
            </div>
            <div>
              <h3 className="text-xs font-medium text-muted">Description of the snapshot</h3>
              <p className="flex items-start gap-1 font-mono text-xs break-words">
                <span className="min-w-0 py-1">{step.description}</span>
                <CopyButton text={step.description} />
              </p>
            </div>
          </div>
          <div className="min-w-0 space-y-2">
            <h3 className="text-xs font-medium text-muted">What the task says</h3>
            {tasks.map((task) => (
              <TaskLine key={task.taskId} task={task} />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
