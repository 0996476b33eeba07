import type { Measured } from './measure-plans';

export type Row = {
  readonly tasks: number;
  /** Whether the process had seen the servers before. */
  readonly servers: 'known' | 'never seen';
  readonly measured: Measured;
};

/** Freshservice's largest page. */
const TASKS_PER_PAGE = 100;

/** Ratio to the floor that a plan of 100 tasks must keep. */
const MOST_RATIO_AT_100 = 1.3;
const MOST_WORK_AT_1000_MS = 1_000;

/**
 * The least that upstream can take: the ticket beside the first page of tasks, the further pages
 * one after another (Freshservice names only the next one), then one batch of Describe.
 */
function floorMs(tasks: number, latencyMs: number): number {
  return (Math.ceil(tasks / TASKS_PER_PAGE) + 1) * latencyMs;
}

/** Servers that were never seen cost a third round trip: only the instances name their volumes. */
function roundTripsMs({ tasks, servers }: Row, latencyMs: number): number {
  return floorMs(tasks, latencyMs) + (servers === 'known' ? 0 : latencyMs);
}

export function describeRow(row: Row, latencyMs: number): string {
  const { tasks, servers, measured } = row;
  const floor = floorMs(tasks, latencyMs);
  return [
    `${String(tasks).padStart(5)} tasks`,
    `servers ${servers}`.padEnd(18),
    `median ${measured.medianMs.toFixed(0)} ms`.padEnd(15),
    `slowest ${measured.slowestMs.toFixed(0)} ms`.padEnd(16),
    `floor ${floor} ms`.padEnd(14),
    `ratio ${(measured.medianMs / floor).toFixed(2)}`,
    `beyond its round trips ${(measured.medianMs - roundTripsMs(row, latencyMs)).toFixed(0)} ms`,
    `CPU ${measured.cpuMs.toFixed(0)} ms`,
  ].join('  ');
}

export type Verdict = { readonly met: boolean; readonly words: string };

/** The targets, each with what was measured. */
export function judgePlans(rows: readonly Row[], latencyMs: number): readonly Verdict[] {
  return rows.flatMap((row) => {
    const { tasks, servers, measured } = row;
    const ratio = measured.medianMs / floorMs(tasks, latencyMs);
    const workMs = measured.medianMs - roundTripsMs(row, latencyMs);
    return [
      ...(tasks === 100 && servers === 'known'
        ? [judge(ratio <= MOST_RATIO_AT_100, `100 tasks: ratio ${ratio.toFixed(2)}, at most 1.3`)]
        : []),
      ...(tasks === 1_000
        ? [
            judge(
              workMs < MOST_WORK_AT_1000_MS,
              `1,000 tasks, servers ${servers}: ${workMs.toFixed(0)} ms beyond upstream latency, less than 1,000 ms`,
            ),
          ]
        : []),
    ];
  });
}

function judge(met: boolean, words: string): Verdict {
  return { met, words: `${met ? 'met   ' : 'MISSED'} ${words}` };
}
