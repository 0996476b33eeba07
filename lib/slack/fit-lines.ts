export type FittedLines = {
  /** Texts of at most `maxPerChunk` characters, each of whole lines. */
  readonly chunks: readonly string[];
  /** How many lines did not fit. */
  readonly omitted: number;
};

/** Packs lines into as few chunks as possible, in order, until `maxTotal` characters are used. */
export function fitLines(
  lines: readonly string[],
  limits: { readonly maxPerChunk: number; readonly maxTotal: number },
): FittedLines {
  const chunks: string[] = [];
  let total = 0;
  for (const [index, line] of lines.entries()) {
    total += line.length + 1;
    if (total > limits.maxTotal) return { chunks, omitted: lines.length - index };
    const last = chunks.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= limits.maxPerChunk) {
      chunks[chunks.length - 1] = `${last}\n${line}`;
    } else {
      chunks.push(line);
    }
  }
  return { chunks, omitted: 0 };
}
