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
};

const LONGEST_SEARCH = 200;
const day = z.iso.date().nullable().default(null);
// Postgres stores no NUL, so nothing could be found by one; other controls are pasted by accident.
const words = z
  .string()
  .transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim())
  .pipe(z.string().max(LONGEST_SEARCH))
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
});

/** Reads the filters of a URL. Throws `AppError` `request-unreadable` and says what is wrong. */
export function parseRunFilters(parameters: URLSearchParams): RunFilters {
  const parsed = schema.safeParse(Object.fromEntries(withoutEmpty(parameters)));
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw unreadable(`These filters cannot be read: ${names.join(', ')}.`);
  }
  const { q, status, ...rest } = parsed.data;
  const { from, to } = rest;
  if (from !== null && to !== null && from > to) {
    throw unreadable(`The range ends (${to}) before it begins (${from}), so no run can be in it.`);
  }
  return { search: q, statuses: status, ...rest };
}

/** The same filters as the query string of an address, in one order. */
export function formatRunFilters(filters: RunFilters): string {
  const { search: q, statuses, agent, environment, cause, from, to } = filters;
  const named = { q, status: statuses.join(','), agent, environment, cause, from, to };
  const given = Object.entries(named).map(([name, value]) => [name, value ?? '']);
  return new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
}

function unreadable(message: string): AppError {
  return new AppError({
    code: 'request-unreadable',
    message,
    hint: `A status is one of ${RUN_STATUSES.join(', ')}; a day is written 2026-11-24; a search has at most ${LONGEST_SEARCH} characters.`,
  });
}

function withoutEmpty(parameters: URLSearchParams): [string, string][] {
  return [...parameters].filter(([, value]) => value !== '');
}
