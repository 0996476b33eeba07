import { Transform } from 'node:stream';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Postgres ends CSV records with LF, RFC 4180 with CRLF. Line feeds inside quotes stay as they are. */
export function createLineEnding(): Transform {
  let quoted = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const ends: number[] = [];
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (byte === QUOTE) quoted = !quoted;
        else if (byte === LINE_FEED && !quoted) ends.push(at);
      }
      done(null, insertReturns(chunk, ends));
    },
  });
}

/** Copied piece by piece into one buffer: an object per line would be most of an export's memory. */
function insertReturns(chunk: Buffer, ends: readonly number[]): Buffer {
  const lines = Buffer.allocUnsafe(chunk.length + ends.length);
  let [from, to] = [0, 0];
  for (const end of ends) {
    to += chunk.copy(lines, to, from, end);
    lines[to] = CARRIAGE_RETURN;
    to += 1;
    from = end;
  }
  chunk.copy(lines, to, from);
  return lines;
}
