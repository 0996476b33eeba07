import type { PlannedTask } from '@/lib/plan/plan';

type Props = { readonly task: PlannedTask };

/** A task as Freshservice has it, with the text that was read from it. */
export function TaskLine({ task }: Props) {
  return (
    <div className="min-w-0">
      <p className="break-words">
        <span className="font-medium">{task.title === '' ? '(no title)' : task.title}</span>{' '}
        <span className="text-xs whitespace-nowrap text-muted">task {task.taskId}</span>
      </p>
      <SourceText text={task.text} />
    </div>
  );
}

/** Longer descriptions are folded after this many characters. */
const FOLD_AT = 280;

type ReadTextProps = { readonly text: string | null };

/** The exact text that was read from a task, so that a person can check the verdict against it. */
function SourceText({ text }: ReadTextProps) {
  if (text === null || text.trim() === '') {
    return <p className="text-xs text-muted italic">The description is empty.</p>;
  }
  if (text.length <= FOLD_AT) return <Quote text={text} />;
  return (
    <details>
      <summary className="text-xs text-muted">
        Text that was read ({text.length} characters): {text.slice(0, 80)}…
      </summary>
      <Quote text={text} />
    </details>
  );
}

function Quote({ text }: { readonly text: string }) {
  return (
    <blockquote className="mt-1 w-fit max-w-full rounded border-l-2 border-line-strong bg-sunken px-2 py-1 font-mono text-xs break-words whitespace-pre-wrap text-ink">
      {text}
    </blockquote>
  );
}
