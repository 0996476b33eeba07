/** The value of a command's option; ends the program with a clear sentence when it is none. */
export function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  console.error(`--${name} must be a number greater than 0, not ${text}`);
  process.exit(2);
}
