import type { FoundAddresses } from './find-addresses';
import type { TaskProblem, TaskProblemCode } from './ticket';

const TITLE_HINT =
  'Write the title as “snap: server-name” in Freshservice and look the ticket up again.';
const ONE_ADDRESS_HINT =
  'Write exactly one private IPv4 address in the description, such as 10.0.0.1.';

export function describeNameMissing(): TaskProblem {
  return problem('title-without-name', 'The title has no server name after the colon.', TITLE_HINT);
}

export function describeBareKeyword(title: string): TaskProblem {
  return problem(
    'title-without-name',
    `The title is only ${quote(title)}. It does not name a server.`,
    `${TITLE_HINT} For a list of servers in the description the title is “snapshots”.`,
  );
}

export function describeSecondColon(name: string): TaskProblem {
  return problem(
    'title-malformed',
    `The server name ${quote(name)} contains a colon.`,
    `${TITLE_HINT} The name itself must not contain a colon.`,
  );
}

export function describeLongName(name: string): TaskProblem {
  const length = Array.from(name).length;
  return problem(
    'title-malformed',
    `The server name has ${length} characters, 200 are allowed: ${quote(name)}.`,
    TITLE_HINT,
  );
}

export function describeUnprintableName(name: string): TaskProblem {
  return problem(
    'title-malformed',
    `The server name contains characters that cannot be printed: ${quote(name)}.`,
    TITLE_HINT,
  );
}

export function describeMissingDescription(
  { onlyImage }: { readonly onlyImage?: true },
  hint: string = ONE_ADDRESS_HINT,
): TaskProblem {
  const found = onlyImage
    ? 'The description is only an image, which Snapgate does not read.'
    : 'The task has no description.';
  return problem('description-missing', found, hint);
}

/** Half a description is never followed: the other half could say something else. */
export function describeUnreadableDescription(): TaskProblem {
  return problem(
    'address-missing',
    'The description is too long or too deeply nested to read completely, so no address was taken from it.',
    'Shorten it in Freshservice to the private IPv4 address.',
  );
}

/** Every range, wildcard and impossible address, one problem per kind, naming all that was found. */
export function describeAddressFaults(
  found: FoundAddresses,
  place: 'text' | 'list' = 'text',
): TaskProblem[] {
  const listOf = (code: TaskProblemCode): string[] =>
    found.faults.filter((fault) => fault.code === code).map((fault) => fault.found);
  return [
    describeInvalidAddresses(listOf('address-invalid')),
    describeRanges(listOf('address-range')),
    describeWildcards(listOf('wildcard-refused')),
    describeSeveralAddresses(found.addresses, place),
  ].filter((described) => described !== null);
}

function describeInvalidAddresses(found: readonly string[]): TaskProblem | null {
  if (found.length === 0) return null;
  return problem(
    'address-invalid',
    `Not a valid IPv4 address: ${quoteAll(found)}.`,
    'An address is four numbers from 0 to 255, without leading zeros or adjacent characters.',
  );
}

function describeRanges(found: readonly string[]): TaskProblem | null {
  if (found.length === 0) return null;
  return problem(
    'address-range',
    `More than one address is meant by ${quoteAll(found)}.`,
    'Write out each address, without a prefix length or a range.',
  );
}

function describeWildcards(found: readonly string[]): TaskProblem | null {
  if (found.length === 0) return null;
  return problem(
    'wildcard-refused',
    `A wildcard (* or ?) could match servers you did not intend: ${quoteAll(found)}.`,
    'Write every address or name out in full.',
  );
}

function describeSeveralAddresses(
  addresses: readonly string[],
  place: 'text' | 'list',
): TaskProblem | null {
  if (addresses.length < 2) return null;
  return place === 'list'
    ? problem(
        'address-several',
        `One list entry contains several addresses: ${quoteAll(addresses)}.`,
        'Separate the addresses by “;” or line ends.',
      )
    : problem(
        'address-several',
        `${addresses.length} different addresses were found: ${quoteAll(addresses)}.`,
        'Keep one address in the task, or create one task per server.',
      );
}

export function describeMissingAddress(found: FoundAddresses, text: string): TaskProblem {
  const closest =
    found.nearMisses.length > 0 ? ` The closest is ${quoteAll(found.nearMisses)}.` : '';
  return problem(
    'address-missing',
    `No IPv4 address was found in the description ${quote(text)}.${closest}`,
    ONE_ADDRESS_HINT,
  );
}

export function describeContradiction(inTitle: string, inText: readonly string[]): TaskProblem {
  return problem(
    'address-several',
    `The title says ${inTitle}, but the description says ${quoteAll(inText)}.`,
    'Make title and description agree, or remove the address from one of them.',
  );
}

export function describeEmptyList(): TaskProblem {
  return problem(
    'list-empty',
    'The list in the description has no entries.',
    'Write addresses or exact Name tags in the description, separated by “;” or line ends.',
  );
}

export function describeUnusableEntries(entries: readonly string[]): TaskProblem {
  return problem(
    'address-invalid',
    `Neither an address nor a Name tag of 1 to 200 printable characters: ${quoteAll(entries)}.`,
    'Separate the entries of the list by “;” or line ends.',
  );
}

function problem(code: TaskProblemCode, message: string, hint: string): TaskProblem {
  return { code, message, hint };
}

const QUOTE_LIMIT_CHARS = 60;
const LIST_LIMIT = 5;

/** Quotes what was found, cut to a length that a message can carry. */
function quote(found: string): string {
  const characters = Array.from(found.slice(0, 4 * QUOTE_LIMIT_CHARS).replace(/\n/g, ' '));
  const cut = characters.length > QUOTE_LIMIT_CHARS;
  return `“${characters.slice(0, QUOTE_LIMIT_CHARS).join('')}${cut ? '…' : ''}”`;
}

function quoteAll(found: readonly string[]): string {
  const distinct = [...new Set(found)];
  const shown = distinct.slice(0, LIST_LIMIT).map(quote).join(', ');
  const hidden = distinct.length - LIST_LIMIT;
  return hidden > 0 ? `${shown} and ${hidden} more` : shown;
}
