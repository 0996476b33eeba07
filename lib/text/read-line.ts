import { normalizeLine } from './normalize-text';

/** No subject, title or error of an outside system is longer; a page is no place for a book. */
const LINE_LIMIT_CHARS = 2_000;

/**
 * One line of text from an outside system or a person, as it may be shown and kept: no control
 * characters, no invisible ones, of a length that a page can carry. Code that speaks to the outside
 * reads every free text through this, so that no one further in has to think of it.
 */
export function readLine(raw: string, limitChars = LINE_LIMIT_CHARS): string {
  // Characters that go away must not cost the reader what stands behind them, but a text of
  // megabytes is not walked through for it either.
  const line = normalizeLine(raw.slice(0, 10 * limitChars));
  const characters = Array.from(line);
  if (characters.length <= limitChars && raw.length <= 10 * limitChars) return line;
  return `${characters.slice(0, limitChars - 1).join('')}…`;
}
