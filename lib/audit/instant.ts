/**
 * How statements read an instant: milliseconds since 1970 as text, exactly as far as the column is
 * exact. A text with a calendar's year would drop the era of a year BC.
 */
export const selectInstant = (column: string) =>
  `trim_scale(extract(epoch FROM ${column}) * 1000)::text`;

/** The tables refuse instants beyond these (constraints `*_times_in_range`). */
const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2200, 0);

export function isInRange(instant: string | number): boolean {
  const ms = Number(instant);
  return Number.isInteger(ms) && ms >= EARLIEST_MS && ms < LATEST_MS;
}

/** How format 1 hashed an instant: ISO 8601 UTC. What has no such text stays as it is. */
export function writeInstantText(instant: string): string {
  return isInRange(instant) ? new Date(Number(instant)).toISOString() : instant;
}

const DAY_MS = 86_400_000;
const days = new Map<number, string>();

/** The UTC day of an instant, such as 2026-11-24; instants out of range have none. */
export function dayOf(instant: string): string {
  const ms = Number(instant);
  if (!isInRange(ms)) return '';
  const number = Math.floor(ms / DAY_MS);
  const known = days.get(number);
  if (known !== undefined) return known;
  const day = new Date(number * DAY_MS).toISOString().slice(0, 10);
  days.set(number, day);
  return day;
}
