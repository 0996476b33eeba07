import { Badge } from '@/app/_ui/badge';
import { countOf } from '@/app/_ui/format-number';
import type { Tone } from '@/app/_ui/tone';
import type { NoteStatus, RunDetail, TaskResult } from '@/lib/run/run';

type Props = { readonly run: RunDetail };
type Label = { readonly tone: Tone; readonly word: string };

const NOTE_LABELS: Readonly<Record<NoteStatus, Label>> = {
  waiting: { tone: 'progress', word: 'Note pending' },
  calling: { tone: 'progress', word: 'Note pending' },
  written: { tone: 'good', word: 'Note written' },
  complete: { tone: 'good', word: 'Note complete' },
  failed: { tone: 'bad', word: 'No note' },
};

const TASK_LABELS: Readonly<Record<TaskResult['state'], Label>> = {
  calling: { tone: 'progress', word: 'Completing' },
  completed: { tone: 'good', word: 'Completed' },
  'closed-elsewhere': { tone: 'neutral', word: 'Completed by someone else' },
  'left-open': { tone: 'attention', word: 'Left open' },
};

/** What was written on the ticket: the note, and each task of the plan. */
export function TicketResult({ run }: Props) {
  const { noteStatus, noteError, taskResults } = run;
  const titles = new Map(run.plan.tasks.map(({ taskId, title }) => [taskId, title]));
  return (
    <section
      aria-labelledby="ticket-result"
      className="rounded-lg border border-line bg-surface px-4 py-2 shadow-raised"
    >
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="ticket-result" className="font-semibold">
          Ticket
        </h2>
        {noteStatus !== null && (
          <Badge tone={NOTE_LABELS[noteStatus].tone}>{NOTE_LABELS[noteStatus].word}</Badge>
        )}
        {noteError !== null && (
          <span className="min-w-0 break-words text-muted">
            {noteError} The snapshots are not affected.
          </span>
        )}
        {taskResults.length > 0 && (
          <span className="text-muted">{countOf(taskResults.length, 'task')}</span>
        )}
      </div>
      {taskResults.length > 0 && (
        <ul className="mt-1 space-y-1 pb-1">
          {taskResults.map(({ id, state, reason }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-2">
              <Badge tone={TASK_LABELS[state].tone}>{TASK_LABELS[state].word}</Badge>
              <span className="min-w-0 break-words">{titles.get(id) ?? `Task ${id}`}</span>
              {reason !== undefined && (
                <span className="min-w-0 break-words text-muted">{reason}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
