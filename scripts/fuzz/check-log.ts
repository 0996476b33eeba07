import { findUnseen, quote } from './finding';

/** A log as text: as many lines as events, each beginning as we write them, nothing for a terminal. */
export function checkLogText(text: string, events: number): readonly string[] {
  const lines = text.split('\n').slice(0, -1);
  const unseen = findUnseen(text, '\n');
  const forged = lines.filter((line, at) => !line.startsWith(`${at + 1} 2`));
  return [
    ...(lines.length === events ? [] : [`${lines.length} lines for ${events} events`]),
    ...(unseen === null ? [] : [`the character ${quote(unseen)} in the log`]),
    ...forged.map((line) => `a line that no one wrote: ${quote(line)}`),
  ];
}

/** One line of the process's own log: one JSON text, nothing for a terminal. */
export function checkLogLine(line: string): readonly string[] {
  const unseen = findUnseen(line, '\n');
  return [
    ...(line.indexOf('\n') === line.length - 1 ? [] : [`a line end within ${quote(line)}`]),
    ...(unseen === null ? [] : [`the character ${quote(unseen)} in a log line`]),
    ...(isJson(line) ? [] : [`a log line that is not JSON: ${quote(line)}`]),
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
