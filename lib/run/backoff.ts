const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt `attempt + 1`: doubling from 1 s to 30 s, with half of it left to
 * chance so that steps which were refused together do not return together.
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * chance);
}
