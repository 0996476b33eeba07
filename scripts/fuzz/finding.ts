/** Something got through, or something broke: what, on which surface, with the text around it. */
export type Finding = {
  readonly surface: 'parse' | 'plan' | 'page' | 'slack' | 'log' | 'csv' | 'store';
  readonly ticket: number;
  readonly what: string;
};

export function quote(text: string): string {
  return JSON.stringify(text.slice(0, 300));
}

// What a terminal obeys, ends a line or no one sees. Written apart from the product's own lists.
const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

/** The first character of a text that may not be shown to anybody as it is, or null. */
export function findUnseen(text: string, allowed = ''): string | null {
  for (const character of text) {
    if (allowed.includes(character)) continue;
    // A narrow no-break space is a space.
    if (character !== '\u202f' && UNSEEN.test(character)) return character;
    if (/\p{Cs}/u.test(character)) return character;
  }
  return null;
}
