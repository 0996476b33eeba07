import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { RUN_STATUSES, type RunStatus } from '@/lib/run/run';

/** Which runs of the history are meant; empty filters mean all. Days are UTC, both included. */
export type RunFilters = {
  readonly search: string;
  readonly statuses: readonly RunStatus[];
  readonly agent: string;
  readonly environment: string;
  /** Error code of a step, or why a run was refused. */
  readonly cause: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Runs with a snapshot that has expired by this day. */
  readonly expired: string | null;
};

const MAX_SEARCH_CHARS = 200;
/** Before Snapgate and after us: Postgres and JavaScript disagree about years far away. */
const [FIRST_DAY, LAST_DAY] = ['2000-01-01', '2099-12-31'];
const day = z.iso
  .date()
  .refine((text) => text >= FIRST_DAY && text <= LAST_DAY)
  .nullable()
  .default(null);
// Postgres stores no NUL, so nothing could be found by one; other controls are pasted by accident.
const words = z
  .string()
  .transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim())
  .pipe(z.string().max(MAX_SEARCH_CHARS))
  .default('');

const statusList = z
  .string()
  .default('')
  .transform((value) => value.split(',').filter((status) => status !== ''))
  .pipe(z.array(z.enum(RUN_STATUSES)));

const schema = z.object({
  q: words,
  status: statusList,
  agent: words,
  environment: words,
  cause: words,
  from: day,
  to: day,
  expired: day,
});

/** Reads the filters of a URL. Throws `AppError` `request-unreadable` and says what is wrong. */
export function parseRunFilters(parameters: URLSearchParams): RunFilters {
  const parsed = schema.safeParse(Object.fromEntries(withoutEmpty(parameters)));
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw unreadable(`Invalid filters: ${names.join(', ')}.`);
  }
  const { q, status, ...rest } = parsed.data;
  const { from, to } = rest;
  if (from !== null && to !== null && from > to) {
    throw unreadable(`The end of the date range (${to}) is before its start (${from}).`);
  }
  return { search: q, statuses: status, ...rest };
}

/** A day of an address, `YYYY-MM-DD`; null where it is none. */
export function readDay(text: unknown): string | null {
  return day.safeParse(text).data ?? null;
}

/** The same filters as the query string of an address, in one order. */
export function formatRunFilters(filters: RunFilters): string {
  const { search: q, statuses, agent, environment, cause, from, to, expired } = filters;
  const named = { q, status: statuses.join(','), agent, environment, cause, from, to, expired };
  const given = Object.entries(named).map(([name, value]) => [name, value ?? '']);
  return new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
}

function unreadable(message: string): AppError {
  return new AppError({
    code: 'request-unreadable',
    message,
    hint: `Valid statuses: ${RUN_STATUSES.join(', ')}. Write dates as 2026-11-24, from ${FIRST_DAY} to ${LAST_DAY}. A search can have up to ${MAX_SEARCH_CHARS} characters.`,
  });
}

function withoutEmpty(parameters: URLSearchParams): [string, string][] {
  return [...parameters].filter(([, value]) => value !== '');
}
