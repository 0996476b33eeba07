/** Words of examples and of the stand-ins; no generator of secrets writes them. */
const PLACEHOLDERS =
  /change.?me|change.?this|replace.?me|placeholder|your.?(secret|key|token)|example|sandbox|password|hunter2|insert.?here|x{6,}/i;
/** 32 characters of base64 have about 24 different ones, 32 hexadecimal digits about 14. */
const FEWEST_DIFFERENT = 10;

/** Whether a value was handed on from an example or from the sandbox instead of made for this. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.test(value);
}

/** Whether a value of enough characters can be guessed all the same. */
export function isGuessable(value: string): boolean {
  return new Set(value).size < FEWEST_DIFFERENT || isRepetition(value) || isRow(value);
}

/** One piece over and over: `abcabcabc…`. */
function isRepetition(value: string): boolean {
  const half = value.slice(0, Math.floor(value.length / 2));
  return value.includes(half, 1);
}

/** Characters that follow each other: `0123456789abcdef…`. */
function isRow(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) <= 1);
  return steps.length > value.length / 2;
}
