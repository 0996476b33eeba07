import type { AskedOrProblems } from './asked-or-problems';
import { describeAsText, type DescriptionText } from './describe-as-text';
import { readDescription, readDescriptionBesideAddress } from './read-description';
import { readList } from './read-list';
import { readTitle, type TitleReading } from './read-title';
import type { Task, TaskProblem, TaskReading } from './ticket';

const COMPLETED = 3;

type SnapshotTitle = Exclude<TitleReading, { kind: 'unknown' }>;
/** Gives a task its one verdict. Depends on nothing but the task. */
export function readTask(task: Task): TaskReading {
  const title = readTitle(task.title);
  // A task that never asked for a snapshot is not "closed", it is none of our business.
  if (title.kind === 'unknown') return { kind: 'ignored' };
  if (task.deleted) return { kind: 'closed', reason: 'deleted' };
  // Open, in progress and statuses that an admin added all mean: still to be done.
  if (task.status === COMPLETED) return { kind: 'closed', reason: 'completed' };

  const description = describeAsText(task.descriptionHtml ?? '');
  const read = { syntax: title.syntax, text: description.text };
  const result = readRequests(title, description);
  if (!result.ok) return { kind: 'problem', ...read, problems: result.problems };
  const requests = result.asked.map((asked) => ({ taskId: task.id, ...asked }));
  return { kind: 'requests', ...read, requests };
}

function readRequests(title: SnapshotTitle, description: DescriptionText): AskedOrProblems {
  if (title.kind === 'name') return readDescription(title.serverName, description);
  if (title.kind === 'address') return readDescriptionBesideAddress(title.address, description);
  if (title.kind === 'list') return readList(description);
  return { ok: false, problems: listProblems(title, description) };
}

/** A bad title does not hide a bad description: all that is wrong is said at once. */
function listProblems(
  title: Extract<SnapshotTitle, { kind: 'problem' }>,
  description: DescriptionText,
): readonly TaskProblem[] {
  if (title.syntax !== 'name-and-address') return [title.problem];
  const rest = readDescription('', description);
  return rest.ok ? [title.problem] : [title.problem, ...rest.problems];
}
