import type { Measured } from './measure-plans';

export type Row = {
  readonly tasks: number;
  /** Whether the process had seen the servers before. */
  readonly servers: 'known' | 'never seen';
  readonly measured: Measured;
};

const MAX_RATIO_AT_100 = 1.3;
const MAX_WORK_AT_1000_MS = 1_000;

/** Servers that were never seen cost one more round trip: only instances name their volumes. */
function workMs({ servers, measured }: Row, latencyMs: number): number {
  const extra = servers === 'known' ? 0 : latencyMs;
  return measured.planMs - measured.floorMs - extra;
}

export function formatRow(row: Row, latencyMs: number): string {
  const { tasks, servers, measured } = row;
  const { planMs, slowestPlanMs, floorMs, cpuMs } = measured;
  return [
    `${String(tasks).padStart(5)} tasks, servers ${servers}`.padEnd(32),
    `plan ${planMs.toFixed(0)} ms`.padEnd(14),
    `(slowest ${slowestPlanMs.toFixed(0)})`.padEnd(15),
    `floor ${floorMs.toFixed(0)} ms`.padEnd(15),
    `ratio ${(planMs / floorMs).toFixed(2)}  `,
    `beyond upstream ${workMs(row, latencyMs).toFixed(0)} ms`.padEnd(25),
    `CPU ${cpuMs.toFixed(0)} ms`,
  ].join('');
}

export type Verdict = { readonly met: boolean; readonly words: string };

/** The targets, each with what was measured. */
export function judgePlans(rows: readonly Row[], latencyMs: number): readonly Verdict[] {
  return rows.flatMap((row) => {
    if (row.tasks === 100 && row.servers === 'known') return [judgeRatio(row)];
    return row.tasks === 1_000 ? [judgeWork(row, latencyMs)] : [];
  });
}

function judgeRatio({ measured }: Row): Verdict {
  const ratio = measured.planMs / measured.floorMs;
  const words = `100 tasks: ratio ${ratio.toFixed(2)}, wanted at most ${MAX_RATIO_AT_100}`;
  return judge(ratio <= MAX_RATIO_AT_100, words);
}

function judgeWork(row: Row, latencyMs: number): Verdict {
  const ms = workMs(row, latencyMs);
  const words = `1,000 tasks, servers ${row.servers}: ${ms.toFixed(0)} ms beyond upstream, wanted less than ${MAX_WORK_AT_1000_MS}`;
  return judge(ms < MAX_WORK_AT_1000_MS, words);
}

function judge(met: boolean, words: string): Verdict {
  return { met, words: `${met ? 'met   ' : 'MISSED'} ${words}` };
}
