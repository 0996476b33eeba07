import { type AddressFault, findAddresses, type FoundAddresses } from './find-addresses';
import { isJoiningWord } from './find-range';
import { htmlToLines, type DescriptionText } from './html-to-lines';
import { parseList } from './parse-list';
import { parseTitle, type TitleReading } from './parse-title';
import {
  describeAddressFaults,
  describeMissingDescription,
  describeUnreadableDescription,
  quote,
  quoteAll,
} from './task-problems';
import type { ParsedRequests, Task, TaskProblem, TaskReading } from './ticket';

const COMPLETED = 3;

type SnapshotTitle = Exclude<TitleReading, { kind: 'unknown' }>;

const parsed = new WeakMap<Task, TaskReading>();

/** Gives a task its one verdict. Depends on nothing but the task, so each is parsed once. */
export function parseTask(task: Task): TaskReading {
  const known = parsed.get(task) ?? parse(task);
  parsed.set(task, known);
  return known;
}

function parse(task: Task): TaskReading {
  const title = parseTitle(task.title);
  if (title.kind === 'unknown') return readOther(task, title);
  if (task.deleted) return { kind: 'closed', reason: 'deleted' };
  // Open, in progress and statuses that an admin added all mean: still to be done.
  if (task.status === COMPLETED) return { kind: 'closed', reason: 'completed' };

  const description = htmlToLines(task.descriptionHtml ?? '');
  const read = { syntax: title.syntax, text: description.text };
  const result = readRequests(title, description);
  if (!result.ok) return { kind: 'problem', ...read, problems: result.problems };
  const requests = result.requests.map((request) => ({ taskId: task.id, ...request }));
  return { kind: 'requests', ...read, requests };
}

/**
 * A task that never asked for a snapshot is not "closed", it is none of our business. One that looks
 * as if it asked is never passed over in silence while it is still to be done.
 */
function readOther(
  task: Task,
  { nearMiss }: Extract<TitleReading, { kind: 'unknown' }>,
): TaskReading {
  const done = task.deleted || task.status === COMPLETED;
  return nearMiss === null || done ? { kind: 'ignored' } : { kind: 'near-miss', ...nearMiss };
}

function readRequests(title: SnapshotTitle, description: DescriptionText): ParsedRequests {
  if (title.kind === 'name') return parseDescription(title.serverName, description);
  if (title.kind === 'address') return readDescriptionBesideAddress(title.address, description);
  if (title.kind === 'list') return parseList(description);
  return { ok: false, problems: listProblems(title, description) };
}

/** A bad title does not hide a bad description: all that is wrong is said at once. */
function listProblems(
  title: Extract<SnapshotTitle, { kind: 'problem' }>,
  description: DescriptionText,
): readonly TaskProblem[] {
  if (title.syntax !== 'name-and-address') return [title.problem];
  const rest = parseDescription('', description);
  return rest.ok ? [title.problem] : [title.problem, ...rest.problems];
}

/** The description below `snap: name` must hold exactly one distinct IPv4 address. */
function parseDescription(serverName: string, description: DescriptionText): ParsedRequests {
  if (!description.complete) return { ok: false, problems: [describeUnreadableDescription()] };
  if (description.text === '')
    return { ok: false, problems: [describeMissingDescription(description, ONE_ADDRESS_HINT)] };

  const found = findAddresses(description.text);
  const faults = describeAddressFaults(found);
  if (faults.length > 0) return { ok: false, problems: faults };
  const [address] = found.addresses;
  if (address === undefined) {
    return { ok: false, problems: [describeMissingAddress(found, description.text)] };
  }
  return { ok: true, requests: [{ serverName, target: { by: 'address', address } }] };
}

const ONE_ADDRESS_HINT =
  'Write exactly one private IPv4 address in the description, such as 10.0.0.1.';

function describeMissingAddress({ nearMisses }: FoundAddresses, text: string): TaskProblem {
  const closest = nearMisses.length > 0 ? ` The closest is ${quoteAll(nearMisses)}.` : '';
  return {
    code: 'address-missing',
    message: `No IPv4 address was found in the description ${quote(text)}.${closest}`,
    hint: ONE_ADDRESS_HINT,
  };
}

/** Below `snap: 10.0.0.1` the description is free text, but it must not name others to be taken. */
function readDescriptionBesideAddress(
  address: string,
  description: DescriptionText,
): ParsedRequests {
  const found = findAddresses(description.text);
  const ranges = found.faults.filter((fault) => isRangeFrom(address, fault));
  if (ranges.length > 0) {
    return {
      ok: false,
      problems: describeAddressFaults({ ...found, addresses: [], faults: ranges }),
    };
  }
  const joined = found.joined.filter((pair) => pair.includes(address)).flat();
  if (new Set(joined).size > 1) {
    return { ok: false, problems: [describeContradiction(address, joined)] };
  }
  if (found.addresses.length > 0 && !found.addresses.includes(address)) {
    return { ok: false, problems: [describeContradiction(address, found.addresses)] };
  }
  return { ok: true, requests: [{ serverName: null, target: { by: 'address', address } }] };
}

function describeContradiction(inTitle: string, inText: readonly string[]): TaskProblem {
  return {
    code: 'address-several',
    message: `The title says ${inTitle}, but the description says ${quoteAll(inText)}.`,
    hint: 'Make title and description agree, or remove the address from one of them.',
  };
}

/** A range that starts at the address, also one that is stuck to it: `10.0.0.1to5`, `10.0.0.1to 5`. */
function isRangeFrom(address: string, { found }: AddressFault): boolean {
  const rest = found.startsWith(address) ? found.slice(address.length) : '';
  return isJoiningWord(rest) || /^\p{L}+\d{1,3}$|^[^\p{L}\p{N}.].*\d|^\.{2}/su.test(rest);
}
