const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Writes every character that a terminal would obey or a reader would not see as its escape, such
 * as `\u001b`: a line of a log stays one line and shows what was in it. Within JSON the result means
 * the same text.
 */
export function escapeUnseen(text: string): string {
  return text.replace(UNSEEN, writeEscape);
}

function writeEscape(character: string): string {
  let escape = '';
  for (let at = 0; at < character.length; at += 1) {
    escape += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return escape;
}
