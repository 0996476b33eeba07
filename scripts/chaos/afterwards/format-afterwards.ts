import type { Verdict } from '../format-chaos';
import type { AfterwardsReport } from './run-afterwards';

const KINDS = [
  ['notes', 'notes written'],
  ['edits', 'notes edited'],
  ['tasks', 'tasks completed'],
  ['names', 'names corrected'],
  ['deletions', 'snapshots deleted'],
] as const;

type Kind = (typeof KINDS)[number][0];

/** The figures of one trial. */
export function formatAfterwards(name: string, report: AfterwardsReport): string {
  const line = (title: string, ...cells: readonly (string | number)[]) =>
    [title.padEnd(20), ...cells.map((cell) => cell.toLocaleString('en').padStart(10))].join('');
  const figures = KINDS.map(([kind, title]) => {
    const { done, missing, wrong } = report[kind];
    return line(title, done, missing, wrong);
  });
  const { kills, pauses, repliesLost, requestsLost, seconds } = report;
  return [
    line(name, 'done', 'missing', 'wrong'),
    ...figures,
    `${kills} workers killed, ${pauses} paused, ${repliesLost} replies and ${requestsLost} requests lost, ${seconds} s`,
  ].join('\n');
}

/** Enough of each kind, nothing missing, nothing that no one asked for. */
export function judgeAfterwards(effects: number, ours: AfterwardsReport): readonly Verdict[] {
  const { notes, tasks, names, deletions, kills, pauses, repliesLost, open, crashes } = ours;
  const fewest = Math.min(...KINDS.map(([kind]) => ours[kind].done));
  const missing = KINDS.map(([kind]) => ours[kind].missing).reduce((one, other) => one + other);
  const verdicts: readonly (readonly [boolean, string])[] = [
    [fewest >= effects, `${fewest} effects or more of each kind (wanted at least ${effects})`],
    [missing === 0, `${missing} effects missing (wanted 0)`],
    [notes.wrong === 0, `${notes.wrong} notes doubled (wanted 0)`],
    [tasks.wrong === 0, `${tasks.wrong} tasks closed that should be open (wanted 0)`],
    [names.wrong === 0, `${names.wrong} names changed that no one asked for (wanted 0)`],
    [deletions.wrong === 0, `${deletions.wrong} snapshots deleted that should exist (wanted 0)`],
    [
      Math.min(kills, pauses, repliesLost) > 0,
      `${kills} kills, ${pauses} pauses, ${repliesLost} lost replies (wanted more than 0 of each)`,
    ],
    [
      open === 0 && crashes.length === 0,
      `${open} not settled, ${crashes.length} processes crashed (wanted 0, 0)${crashes.map((log) => `\n     ${log}`).join('')}`,
    ],
  ];
  return verdicts.map(([met, text]) => ({ met, text: `ours: ${text}` }));
}

/** The same checks must fail on the usual code, or they see nothing. */
export function judgeControl({
  notes,
  edits,
  tasks,
  names,
  deletions,
}: Pick<AfterwardsReport, Kind>): readonly Verdict[] {
  const seen: readonly (readonly [number, string])[] = [
    [notes.wrong, 'notes doubled'],
    [edits.missing, 'notes without the final state'],
    [tasks.wrong, 'tasks closed that should be open'],
    [names.wrong, 'names changed that no one asked for'],
    [deletions.wrong, 'snapshots deleted that should exist'],
  ];
  return seen.map(([count, what]) => ({
    met: count > 0,
    text: `control: ${count} ${what} (wanted more than 0: the check can see them)`,
  }));
}
