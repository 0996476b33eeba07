import type { ChainedEvent } from './event-document';
import { isInRange } from './instant';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A run and its first event are stored in one transaction. */
const START_WITHIN_MS = MINUTE_MS;
/** Snapshots stay pending for hours, and a process may be away for weeks; more is not the product. */
const MAX_QUIET_DAYS = 35;
/** The verifying session and the writers may have read the database's clock a little apart. */
const AHEAD_MS = 5 * MINUTE_MS;

/** What people do with an ended run at any later time. */
const AT_ANY_TIME: ReadonlySet<string> = new Set([
  'record-sealed',
  'name-requested',
  'slack-send-requested',
  'deletion-requested',
  'deletion-withdrawn',
  'deletion-confirmed',
  'deleted-by-run',
]);

/** What belongs to the executing of a run, so nothing of it can come after the run's end. */
const BEFORE_THE_END: ReadonlySet<string> = new Set([
  'run-requested',
  'warning-acknowledged',
  'policy-overridden',
  'create-called',
  'create-not-sent',
  'create-deferred',
  'create-refused',
  'reply-lost',
  'nothing-found',
  'nothing-found-yet',
  'snapshot-created',
  'snapshot-found',
  'step-given-up',
  'deletion-started',
  'delete-called',
  'delete-deferred',
  'delete-refused',
  'snapshot-deleted',
  'run-cancelled',
  'run-finished',
  'execute-rejected',
]);

/** Until when a history was written in format 1, and what time it is now; milliseconds since 1970. */
export type History = { readonly formatChangedAt: number | null; readonly now: number };

type TimesCheck = {
  /** The next event of the run. */
  add(event: ChainedEvent): void;
  /** What is wrong with the times of the log, one sentence for each event. */
  readonly problems: readonly { readonly seq: number; readonly what: string }[];
  /** Whether anything was logged within a minute of an instant. */
  readonly isNearAnEvent: (instant: string) => boolean;
};

/** Events come in the order of time, near to each other, in the format of their time. */
export function checkTimes(startedAt: string, { formatChangedAt, now }: History): TimesCheck {
  const problems: { seq: number; what: string }[] = [];
  const times: number[] = [];
  let before = Number(startedAt);
  let format: number | null = null;
  let ended = false;
  return {
    problems,
    isNearAnEvent: (instant) => times.some((time) => Math.abs(time - Number(instant)) <= MINUTE_MS),
    add({ seq, at, code, format: own }) {
      const ms = Number(at);
      const wrong = judgeTime(seq, ms, code, before, now);
      if (wrong !== null) problems.push({ seq, what: wrong });
      if (ended && BEFORE_THE_END.has(code)) {
        problems.push({ seq, what: `"${code}" cannot come after the run's end.` });
      }
      if (own !== formatOf(ms, formatChangedAt)) {
        problems.push({ seq, what: `format ${own} is not that of its time.` });
      }
      if (code === 'record-sealed' && format !== 1) {
        problems.push({ seq, what: 'the record was sealed before.' });
      }
      ended ||= code === 'run-finished' || code === 'execute-rejected';
      before = ms;
      format = own;
      times.push(ms);
    },
  };
}

function judgeTime(
  seq: number,
  ms: number,
  code: string,
  before: number,
  now: number,
): string | null {
  if (!isInRange(ms)) return 'its time is out of range.';
  const since = ms - before;
  if (ms > now + AHEAD_MS) return 'its time is in the future.';
  if (seq === 1) {
    const isNear = Math.abs(since) <= START_WITHIN_MS;
    return isNear ? null : 'it was not written when the run says it was started.';
  }
  if (since < 0) return 'it is older than the event before.';
  if (since <= MAX_QUIET_DAYS * DAY_MS || AT_ANY_TIME.has(code)) return null;
  return `it came more than ${MAX_QUIET_DAYS} days after the event before.`;
}

function formatOf(ms: number, formatChangedAt: number | null): number {
  return formatChangedAt !== null && ms < formatChangedAt ? 1 : 2;
}
