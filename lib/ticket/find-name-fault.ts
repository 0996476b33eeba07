import { UNPRINTABLE } from '@/lib/text/normalize-text';

/** EC2 tag values hold 256 characters; date and suffix of the snapshot's name need the rest. */
const SERVER_NAME_LIMIT_CHARS = 200;

/** A server name has 1 to 200 characters that can be printed; null: this one has. */
export function findNameFault(name: string): 'empty' | 'too-long' | 'unprintable' | null {
  if (name === '') return 'empty';
  // Counted as a person counts: an umlaut or a sign outside the basic plane is one character.
  if (Array.from(name).length > SERVER_NAME_LIMIT_CHARS) return 'too-long';
  // Private-use characters have no agreed look, so no one could check them by eye.
  if (name.includes(UNPRINTABLE) || /\p{Co}/u.test(name)) return 'unprintable';
  return null;
}
