import { normaliseText } from '@/lib/text/normalise-text';

/** A word is no reason; somebody who audits this in a year has only these characters. */
export const SHORTEST_REASON_CHARS = 10;

/** Whether this says why a rule was overridden. */
export function isReason(text: string | null): text is string {
  return text !== null && Array.from(readReason(text)).length >= SHORTEST_REASON_CHARS;
}

/** As it is kept: what was written, without what nobody can see. */
export function readReason(text: string): string {
  return normaliseText(text).trim();
}
