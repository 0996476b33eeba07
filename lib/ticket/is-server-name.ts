import { UNPRINTABLE } from '@/lib/text/normalize-text';

/** EC2 tag values hold 256 characters; date and suffix of the snapshot's name need the rest. */
const SERVER_NAME_LIMIT_CHARS = 200;

/** A server name has 1 to 200 characters that can be printed. */
export function isServerName(name: string): boolean {
  return name !== '' && fitsServerName(name) && isPrintable(name);
}

/** Counted as a person counts: an umlaut or a sign outside the basic plane is one character. */
export function fitsServerName(name: string): boolean {
  return Array.from(name).length <= SERVER_NAME_LIMIT_CHARS;
}

/** Private-use characters have no agreed look, so no one could check them by eye. */
export function isPrintable(name: string): boolean {
  return !name.includes(UNPRINTABLE) && !/\p{Co}/u.test(name);
}
