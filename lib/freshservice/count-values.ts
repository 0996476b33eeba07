/** A page has 100 tasks at most, and a task some dozens of fields. */
export const MOST_VALUES = 50_000;

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/**
 * Whether a reply has more values than any of Freshservice's: JSON.parse takes a tenth of the time
 * for 4 MB of text that it takes for 4 MB of `{},`, and holds everybody up meanwhile. Bytes of a
 * multi-byte character are none of those that are looked for.
 */
export function hasTooManyValues(json: Uint8Array): boolean {
  let values = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) {
      values += 1;
      if (values > MOST_VALUES) return true;
    }
  }
  return false;
}
