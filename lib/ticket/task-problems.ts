import type { FoundAddresses } from './find-addresses';
import type { TaskProblem, TaskProblemCode } from './ticket';

export function describeMissingDescription(
  { onlyImage }: { readonly onlyImage?: true },
  hint: string,
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
    `Not a single address: ${quoteAll(found)}.`,
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
        'Separate the addresses with “;” or line breaks.',
      )
    : problem(
        'address-several',
        `${addresses.length} different addresses were found: ${quoteAll(addresses)}.`,
        'Keep one address in the task, or create one task per server.',
      );
}

function problem(code: TaskProblemCode, message: string, hint: string): TaskProblem {
  return { code, message, hint };
}

const QUOTE_LIMIT_CHARS = 60;
const LIST_LIMIT = 5;

/** Quotes what was found, cut to a length that a message can carry. */
export function quote(found: string): string {
  const characters = Array.from(found.slice(0, 4 * QUOTE_LIMIT_CHARS).replace(/\n/g, ' '));
  const cut = characters.length > QUOTE_LIMIT_CHARS;
  return `“${characters.slice(0, QUOTE_LIMIT_CHARS).join('')}${cut ? '…' : ''}”`;
}

export function quoteAll(found: readonly string[]): string {
  const distinct = [...new Set(found)];
  const shown = distinct.slice(0, LIST_LIMIT).map(quote).join(', ');
  const hidden = distinct.length - LIST_LIMIT;
  return hidden > 0 ? `${shown}, and ${hidden} more` : shown;
}
