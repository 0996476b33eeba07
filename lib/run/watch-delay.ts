/**
 * How long until a pending snapshot is asked for again: quickly while somebody is likely to watch,
 * slowly for the large ones that take hours.
 */
export function nextWatchDelayMs(ageS: number): number {
  if (ageS < 120) return 1_500;
  if (ageS < 600) return 5_000;
  if (ageS < 3_600) return 15_000;
  return 60_000;
}
