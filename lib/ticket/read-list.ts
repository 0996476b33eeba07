import type { AskedOrProblems } from './asked-or-problems';
import type { DescriptionText } from './describe-as-text';
import { readListEntry, type EntryReading } from './read-list-entry';
import {
  describeAddressFaults,
  describeEmptyList,
  describeMissingDescription,
  describeUnreadableDescription,
  describeUnusableEntries,
} from './task-problems';
import type { SnapshotRequest, TaskProblem } from './ticket';

/** A description of addresses or exact Name tags, separated by `;` or line ends: one request each. */
export function readList(description: DescriptionText): AskedOrProblems {
  if (!description.complete) return { ok: false, problems: [describeUnreadableDescription()] };
  if (description.text === '') {
    return { ok: false, problems: [describeMissingDescription(describeEmptyList().hint)] };
  }
  const entries = splitEntries(description.text).map(readListEntry);
  if (entries.length === 0) return { ok: false, problems: [describeEmptyList()] };

  const problems = listProblems(entries);
  if (problems.length > 0) return { ok: false, problems };
  const asked = listTargets(entries).map((target) => ({ serverName: null, target }));
  return { ok: true, asked };
}

function splitEntries(text: string): readonly string[] {
  return text
    .split(/[;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Every bad entry is named, not only the first. */
function listProblems(entries: readonly EntryReading[]): readonly TaskProblem[] {
  const faults = entries.flatMap((entry) => (entry.kind === 'faults' ? entry.faults : []));
  // Several addresses are what a list is for; in one entry they show a wrong separator.
  const addresses = entries.flatMap((entry) => (entry.kind === 'several' ? entry.addresses : []));
  const unusable = entries.flatMap((entry) => (entry.kind === 'unusable' ? [entry.entry] : []));
  const described = describeAddressFaults({ addresses, faults, nearMisses: [] }, 'list');
  return unusable.length === 0 ? described : [...described, describeUnusableEntries(unusable)];
}

/** The same server written twice is one request. */
function listTargets(entries: readonly EntryReading[]): readonly SnapshotRequest['target'][] {
  const targets = new Map<string, SnapshotRequest['target']>();
  for (const entry of entries) {
    if (entry.kind !== 'target') continue;
    const { target } = entry;
    targets.set(
      target.by === 'address' ? `address:${target.address}` : `name:${target.name}`,
      target,
    );
  }
  return [...targets.values()];
}
