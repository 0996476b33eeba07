import type { ChaosReport } from './run-chaos';
import type { TrialReport } from './trial-report';

export type Verdict = { readonly met: boolean; readonly text: string };

const ROWS: readonly (readonly [string, (trial: TrialReport) => number])[] = [
  ['snapshots requested', ({ wanted }) => wanted],
  ['processes killed', ({ kills }) => kills],
  ['processes paused', ({ pauses }) => pauses],
  ['PostgreSQL restarts', ({ restarts }) => restarts],
  ['faults of EC2 and Slack', ({ faults }) => sum(Object.values(faults))],
  ['duplicates', ({ duplicates }) => duplicates],
  ['lost', ({ lost }) => lost],
  ['wrong ids', ({ wrongIds }) => wrongIds],
  ['not settled', ({ open }) => open],
  ['crashed', ({ crashes }) => crashes.length],
  ['seconds', ({ seconds }) => seconds],
];

/** Of two thousand steps; chance decides more in a short run. */
const MIN_NAIVE_SHARE = 0.1;

/** What every engine must be able to see of itself: nothing doubled, nothing lost, nothing wrong. */
export function judgeChaos(
  { ours, naive, negative }: ChaosReport,
  leastNaiveShare = MIN_NAIVE_SHARE,
): readonly Verdict[] {
  const share = naive.duplicates / naive.wanted;
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  return [
    {
      met: ours.duplicates === 0 && ours.lost === 0 && ours.wrongIds === 0,
      text: `our engine: ${ours.duplicates} duplicates, ${ours.lost} lost, ${ours.wrongIds} wrong ids (wanted 0, 0, 0)`,
    },
    {
      met: ours.open === 0 && ours.crashes.length === 0,
      text: `our engine: ${ours.open} not settled, ${ours.crashes.length} processes crashed (wanted 0, 0)${ours.crashes.map((log) => `\n     ${log}`).join('')}`,
    },
    {
      met: share >= leastNaiveShare,
      text: `naive control: ${percent(share)} duplicated (wanted at least ${percent(leastNaiveShare)})`,
    },
    {
      met: negative.duplicates > 0,
      text: `negative control: ${negative.duplicates} duplicates (wanted more than 0: the harness can see them)`,
    },
  ];
}

/** The figures side by side, and how often each fault struck our engine. */
export function formatChaos({ ours, naive, negative }: ChaosReport): string {
  const line = (name: string, ...cells: readonly string[]) =>
    [name.padEnd(26), ...cells.map((cell) => cell.padStart(12))].join('');
  const figures = ROWS.map(([name, read]) =>
    line(name, ...[ours, naive, negative].map((trial) => read(trial).toLocaleString('en'))),
  );
  const faults = Object.entries(ours.faults).map(
    ([name, count]) => `  ${String(count).padStart(6)}  ${name}`,
  );
  return [
    line('', 'ours', 'naive', 'negative'),
    ...figures,
    '',
    'Faults injected into our engine:',
    ...faults,
  ].join('\n');
}

export function formatVerdict({ met, text }: Verdict): string {
  return `${met ? 'met   ' : 'MISSED'} ${text}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
