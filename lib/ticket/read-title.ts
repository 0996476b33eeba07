import { findAddresses } from './find-addresses';
import { fitsServerName, isPrintable } from './is-server-name';
import { isAddress } from './judge-word';
import { normaliseLine } from '@/lib/text/normalise-text';
import {
  describeAddressFaults,
  describeBareKeyword,
  describeLongName,
  describeNameMissing,
  describeSecondColon,
  describeUnprintableName,
} from './task-problems';
import type { SnapshotSyntax, TaskProblem } from './ticket';

export type TitleReading =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'problem'; readonly syntax: SnapshotSyntax; readonly problem: TaskProblem }
  | {
      readonly kind: 'name';
      readonly syntax: 'name-and-address';
      readonly serverName: string;
    }
  | { readonly kind: 'address'; readonly syntax: 'address-in-title'; readonly address: string }
  | { readonly kind: 'list'; readonly syntax: 'list' };

const KEYWORD_AND_REST = /^snap(?:shot)?\s*:(.*)$/i;

/** Tells which of the team's ways of asking for a snapshot a title follows, if any. */
export function readTitle(title: string): TitleReading {
  const line = normaliseLine(title);
  if (/^snapshots?$/i.test(line)) return { kind: 'list', syntax: 'list' };
  // A bare `snap` asks for something and forgot what. Greyed out it would look as if nobody asked.
  if (/^snap$/i.test(line)) return refuseName(describeBareKeyword(line));
  const rest = KEYWORD_AND_REST.exec(line)?.[1];
  return rest === undefined ? { kind: 'unknown' } : readName(rest.trim());
}

/** The server name: 1-200 printable characters without a further colon, or one address instead. */
function readName(name: string): TitleReading {
  if (name === '') return refuseName(describeNameMissing());
  if (name.includes(':')) return refuseName(describeSecondColon(name));
  if (!fitsServerName(name)) return refuseName(describeLongName(name));
  if (!isPrintable(name)) return refuseName(describeUnprintableName(name));
  return readAddressTitle(name) ?? { kind: 'name', syntax: 'name-and-address', serverName: name };
}

/** A title made of nothing but digits and the signs around addresses means an address. */
function readAddressTitle(name: string): TitleReading | null {
  if (isAddress(name)) return acceptAddress(name);
  if (!/^[\d./*?,;\-\s]+$/.test(name)) return null;
  const found = findAddresses(name);
  const [only, ...more] = found.addresses;
  const problem = describeAddressFaults(found)[0];
  if (problem !== undefined) return { kind: 'problem', syntax: 'address-in-title', problem };
  if (only !== undefined && more.length === 0) return acceptAddress(only);
  return null;
}

function acceptAddress(address: string): TitleReading {
  return { kind: 'address', syntax: 'address-in-title', address };
}

function refuseName(problem: TaskProblem): TitleReading {
  return { kind: 'problem', syntax: 'name-and-address', problem };
}
