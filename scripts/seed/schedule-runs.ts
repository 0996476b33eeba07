import type { Random } from './random';

const DAY_MS = 86_400_000;
/** Changes happen in working hours and in the maintenance window of the evening. */
const HOURS = [5, 7, 8, 8, 9, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 18, 20, 21, 21, 22] as const;

export type Schedule = {
  readonly runs: number;
  /** The first and the day after the last one, UTC midnights. */
  readonly fromMs: number;
  readonly untilMs: number;
};

/** When each run was started, oldest first: more from year to year, few on weekends. */
export function* scheduleRuns(schedule: Schedule, random: Random): Generator<number> {
  const { runs, fromMs, untilMs } = schedule;
  const days = Math.round((untilMs - fromMs) / DAY_MS);
  const weights = Array.from({ length: days }, (_, day) => weighDay(fromMs + day * DAY_MS, day));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let weight = 0;
  let given = 0;
  for (const [day, own] of weights.entries()) {
    weight += own;
    // Rounded over the sum, so that the last day ends with exactly the wanted number.
    const due = day === days - 1 ? runs : Math.round((runs * weight) / total);
    yield* timesOfDay(fromMs + day * DAY_MS, due - given, random);
    given = due;
  }
}

function weighDay(atMs: number, day: number): number {
  const weekday = new Date(atMs).getUTCDay();
  const growth = 1 + day / 730;
  return weekday === 0 || weekday === 6 ? growth * 0.15 : growth;
}

function timesOfDay(dayMs: number, count: number, random: Random): number[] {
  const times = Array.from(
    { length: count },
    () => dayMs + random.pick(HOURS) * 3_600_000 + random.below(3_600_000),
  );
  return times.sort((a, b) => a - b);
}
