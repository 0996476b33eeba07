import { normalizeLine } from '@/lib/text/normalize-text';
import { isAddress, findAddresses } from './find-addresses';
import { findNameFault } from './find-name-fault';
import { describeAddressFaults, quote } from './task-problems';
import type { SnapshotSyntax, TaskProblem } from './ticket';

export type TitleReading =
  | { readonly kind: 'unknown'; readonly nearMiss: NearMiss | null }
  | { readonly kind: 'problem'; readonly syntax: SnapshotSyntax; readonly problem: TaskProblem }
  | {
      readonly kind: 'name';
      readonly syntax: 'name-and-address';
      readonly serverName: string;
    }
  | { readonly kind: 'address'; readonly syntax: 'address-in-title'; readonly address: string }
  | { readonly kind: 'list'; readonly syntax: 'list' };

/** Colons as keyboards and word processors of other languages write them. */
const COLON = '[:\\uFF1A\\uFE55\\uFE13\\u2236\\uA789]';

const KEYWORD_AND_REST = new RegExp(`^snap(?:shot)?\\s*${COLON}(.*)$`, 'iu');
const ANY_COLON = new RegExp(COLON, 'u');

/** Tells which of the team's ways of asking for a snapshot a title follows, if any. */
export function parseTitle(title: string): TitleReading {
  const line = normalizeLine(title);
  if (/^snapshots?$/i.test(line)) return { kind: 'list', syntax: 'list' };
  // A bare `snap` asks for something and forgot what. Grayed out it would look as if no one asked.
  if (/^snap$/i.test(line)) return refuseName(describeBareKeyword(line));
  const rest = KEYWORD_AND_REST.exec(line)?.[1];
  if (rest !== undefined) return readName(rest.trim());
  return { kind: 'unknown', nearMiss: findNearMiss(line) };
}

/** The server name: 1-200 printable characters without a further colon, or one address instead. */
function readName(name: string): TitleReading {
  const problem = findNameProblem(name);
  if (problem !== null) return refuseName(problem);
  return readAddressTitle(name) ?? { kind: 'name', syntax: 'name-and-address', serverName: name };
}

const TITLE_HINT =
  'Write the title as “snap: server-name” in Freshservice and look the ticket up again.';

function describeBareKeyword(title: string): TaskProblem {
  return {
    code: 'title-without-name',
    message: `The title is only ${quote(title)}. It does not name a server.`,
    hint: `${TITLE_HINT} To list servers in the description, use the title “snapshots”.`,
  };
}

function findNameProblem(name: string): TaskProblem | null {
  const fault = findNameFault(name);
  if (fault === 'empty') {
    const message = 'The title has no server name after the colon.';
    return { code: 'title-without-name', message, hint: TITLE_HINT };
  }
  if (ANY_COLON.test(name)) {
    return {
      code: 'title-malformed',
      message: `The server name ${quote(name)} contains a colon.`,
      hint: `${TITLE_HINT} The name itself must not contain a colon.`,
    };
  }
  if (fault === null) return null;
  const message =
    fault === 'too-long'
      ? `The server name has ${Array.from(name).length} characters; the limit is 200: ${quote(name)}.`
      : `The server name contains nonprintable characters: ${quote(name)}.`;
  return { code: 'title-malformed', message, hint: TITLE_HINT };
}

/** A title that means an address, or more than one: then the name cannot tell which. */
function readAddressTitle(name: string): TitleReading | null {
  if (isAddress(name)) return acceptAddress(name);
  const found = findAddresses(name);
  const [only, ...more] = found.addresses;
  const onlySigns = /^[\d./*?,;\-\s]+$/.test(name);
  const faults = found.faults.filter(({ code }) => onlySigns || code === 'address-range');
  const problem = describeAddressFaults({ ...found, faults })[0];
  if (problem !== undefined) return { kind: 'problem', syntax: 'address-in-title', problem };
  return onlySigns && only !== undefined && more.length === 0 ? acceptAddress(only) : null;
}

function acceptAddress(address: string): TitleReading {
  return { kind: 'address', syntax: 'address-in-title', address };
}

function refuseName(problem: TaskProblem): TitleReading {
  return { kind: 'problem', syntax: 'name-and-address', problem };
}

// `snapshots of web-01`, `Resnap: web-01`; not `snapper`, `snapd` or `MMC snap-in`.
const KEYWORD = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:snap[ -]?shot\\p{L}*|snaps?)(?![\\p{L}\\p{N}]|-ins?\\b)|snap(?:shot)?s? ?${COLON}`,
  'iu',
);
const SLIP_OF_SNAP = new RegExp(
  `(?<!\\p{L})(?:snpa|sanp|nsap|snapp|snnap|ssnap|snaap|sna p|snp|sap|snapt|snsp|anap|dnap) ?${COLON}`,
  'iu',
);
const WORD = /\p{L}{7,11}/gu;
/** `snapshto`, `spanshot`, `snaphots`: only `snapchat` is as close. */
const MAX_EDITS = 2;

/** What a title that looks like a request probably wants to say. */
type NearMiss = {
  /** Such as `snap: web-01`. */
  readonly suggestedTitle: string;
};

/** A title that looks like a request without being one, or null. `line` has no colon form. */
function findNearMiss(line: string): NearMiss | null {
  // Full-width letters are letters.
  const text = line.normalize('NFKC');
  const keyword = KEYWORD.exec(text) ?? SLIP_OF_SNAP.exec(text) ?? findSlip(text);
  if (keyword === null) return null;
  const name = readNearName(text.slice(keyword.index + keyword[0].length));
  return { suggestedTitle: `snap: ${name ?? 'server-name'}` };
}

/** The rest behind the keyword, where it can be a name. */
function readNearName(rest: string): string | null {
  const name = rest
    .replace(/^(?:[^\p{L}\p{N}]|(?:of|for|from|von|für|the|server)(?![\p{L}\p{N}-]))+/iu, '')
    .replace(/[^\p{L}\p{N})]+$/u, '');
  return findNameFault(name) === null && !new RegExp(COLON, 'u').test(name) ? name : null;
}

function findSlip(text: string): RegExpExecArray | null {
  for (const match of text.matchAll(WORD)) {
    const word = match[0].toLowerCase();
    const close =
      word !== 'snapchat' &&
      ['snapshot', 'snapshots'].some((right) => countSlips(word, right) <= MAX_EDITS);
    if (close) return match;
  }
  return null;
}

/** Letters wrong, missing, too many or swapped with their neighbor. */
function countSlips(word: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= word.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const wrong = word[i - 1] === right[j - 1] ? 0 : 1;
      const swapped = word[i - 1] === right[j - 2] && word[i - 2] === right[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + wrong,
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return row[right.length] ?? 0;
}
