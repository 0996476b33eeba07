import { normaliseLine } from '@/lib/text/normalise-text';
import { createFinding } from './create-finding';
import type { Finding } from './plan';
import type { ReadTask } from './plan-tasks';

/** Everything that is wrong with the words of the tasks themselves. */
export function listTaskFindings(readings: readonly ReadTask[]): readonly Finding[] {
  return readings.flatMap(({ task, reading }) => {
    if (reading.kind !== 'problem') return [];
    return reading.problems.map((problem) =>
      createFinding({
        ...problem,
        subject: task.id,
        severity: 'block',
        // The sentence also stands alone, in the log and in Slack.
        message: `Task ${quoteTitle(task.title)}: ${problem.message}`,
        taskIds: [task.id],
      }),
    );
  });
}

const TITLE_LIMIT_CHARS = 60;

function quoteTitle(title: string): string {
  const characters = Array.from(normaliseLine(title));
  const cut = characters.length > TITLE_LIMIT_CHARS ? '…' : '';
  return `“${characters.slice(0, TITLE_LIMIT_CHARS).join('')}${cut}”`;
}
