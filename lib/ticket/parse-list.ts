import { collapseBlanks } from '@/lib/text/normalize-text';
import { type AddressFault, findAddresses } from './find-addresses';
import { readShortForm } from './find-range';
import type { DescriptionText } from './html-to-lines';
import { findNameFault } from './find-name-fault';
import {
  describeAddressFaults,
  describeMissingDescription,
  describeUnreadableDescription,
  quoteAll,
} from './task-problems';
import type { ParsedRequests, SnapshotRequest, TaskProblem } from './ticket';

/** A description of addresses or exact Name tags, separated by `;` or line ends: one request each. */
export function parseList(description: DescriptionText): ParsedRequests {
  if (!description.complete) return { ok: false, problems: [describeUnreadableDescription()] };
  if (description.text === '') {
    return { ok: false, problems: [describeMissingDescription(description, EMPTY_LIST.hint)] };
  }
  const entries = [
    ...readEntries(splitEntries(description.exact ?? description.text)),
    ...findRangesOverLines(description.text),
  ];
  if (entries.length === 0) return { ok: false, problems: [EMPTY_LIST] };

  const problems = listProblems(entries);
  if (problems.length > 0) return { ok: false, problems };
  const requests = listTargets(entries).map((target) => ({ serverName: null, target }));
  return { ok: true, requests };
}

const EMPTY_LIST: TaskProblem = {
  code: 'list-empty',
  message: 'The list in the description has no entries.',
  hint: 'Write addresses or exact Name tags in the description, separated by “;” or line breaks.',
};

function splitEntries(text: string): readonly string[] {
  return text
    .split(/[;\n]/)
    .map((entry) => entry.trimStart())
    .filter((entry) => entry !== '');
}

/** `10.0.0.1; 2` and a cell `/24` below an address are not Name tags but more of the address. */
function readEntries(entries: readonly string[]): readonly EntryReading[] {
  let address: string | null = null;
  return entries.flatMap((written) => {
    const entry = collapseBlanks(written).trimEnd();
    const more = address === null ? null : readShortForm(entry);
    if (more === 'same-host') return [];
    if (more === 'more-addresses') {
      const found = `${address}; ${entry}`;
      return [{ kind: 'faults', faults: [{ code: 'address-range', found }] } as const];
    }
    const reading = parseListEntry(entry, written);
    const target = reading.kind === 'target' ? reading.target : null;
    address = target?.by === 'address' ? target.address : null;
    return [reading];
  });
}

/** `10.0.0.1 to` and the `5` in the next cell: neither is an entry of its own. */
function findRangesOverLines(text: string): readonly EntryReading[] {
  const faults = findAddresses(text).faults.filter(({ found }) => found.includes('\n'));
  return faults.length === 0 ? [] : [{ kind: 'faults', faults }];
}

/** Every bad entry is named, not only the first. */
function listProblems(entries: readonly EntryReading[]): readonly TaskProblem[] {
  const faults = entries.flatMap((entry) => (entry.kind === 'faults' ? entry.faults : []));
  // Several addresses are what a list is for; in one entry they show a wrong separator.
  const addresses = entries.flatMap((entry) => (entry.kind === 'several' ? entry.addresses : []));
  const unusable = entries.flatMap((entry) => (entry.kind === 'unusable' ? [entry.entry] : []));
  const described = describeAddressFaults(
    { addresses, faults, nearMisses: [], joined: [] },
    'list',
  );
  return unusable.length === 0 ? described : [...described, describeUnusableEntries(unusable)];
}

function describeUnusableEntries(entries: readonly string[]): TaskProblem {
  return {
    code: 'address-invalid',
    message: `Neither an address nor a Name tag of 1 to 200 printable characters: ${quoteAll(entries)}.`,
    hint: 'Separate the list entries with “;” or line breaks.',
  };
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

type EntryReading =
  | { readonly kind: 'target'; readonly target: SnapshotRequest['target'] }
  | { readonly kind: 'faults'; readonly faults: readonly AddressFault[] }
  | { readonly kind: 'several'; readonly addresses: readonly string[] }
  | { readonly kind: 'unusable'; readonly entry: string };

// `10.0.0.1`, `10.0.0.1:22`, `IP = 10.0.0.1`, `(10.0.0.1)`: an address and the signs around it.
const WRITTEN_AS_ADDRESS = /^(?:ip\b)?[\d\s.,:/*?=()[\]-]+$/i;

/** One entry of a list is an address or, letter by letter, a Name tag. */
function parseListEntry(entry: string, written: string): EntryReading {
  const { addresses, faults } = findAddresses(entry);
  const [address] = addresses;
  const asAddress = WRITTEN_AS_ADDRESS.test(entry);
  // No server has a range or two addresses for its name.
  const refused = faults.filter(({ code }) => asAddress || code === 'address-range');
  if (refused.length > 0) return { kind: 'faults', faults: refused };
  if (addresses.length > 1) return { kind: 'several', addresses };
  if (asAddress && address !== undefined) {
    return { kind: 'target', target: { by: 'address', address } };
  }
  return readName(written);
}

/** EC2 filters take `*` and `?` as wildcards, so a name with one could match other servers. */
function readName(written: string): EntryReading {
  const name = written.trimEnd();
  if (/[*?]/.test(name)) {
    return { kind: 'faults', faults: [{ code: 'wildcard-refused', found: name }] };
  }
  if (findNameFault(name) !== null) return { kind: 'unusable', entry: name };
  const trailing = written.slice(name.length);
  const target = { by: 'name', name, ...(trailing === '' ? {} : { trailing }) } as const;
  return { kind: 'target', target };
}
