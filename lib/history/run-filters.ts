import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { RUN_STATUSES, type RunStatus } from '@/lib/run/run';

/** Which runs of the history are meant; empty filters mean all. Days are UTC, both included. */
export type RunFilters = {
  readonly search: string;
  readonly statuses: readonly RunStatus[];
  readonly agent: string;
  readonly environment: string;
  readonly from: string | null;
  readonly to: string | null;
};

const day = z.iso.date().nullable().catch(null);
const LONGEST_SEARCH = 200;

const statuses = z
  .string()
  .default('')
  .transform((value) => value.split(',').filter((status) => status !== ''))
  .pipe(z.array(z.enum(RUN_STATUSES)));

const schema = z.object({
  q: z.string().trim().max(LONGEST_SEARCH).default(''),
  status: statuses,
  agent: z.string().trim().max(LONGEST_SEARCH).default(''),
  environment: z.string().trim().max(LONGEST_SEARCH).default(''),
  from: day.default(null),
  to: day.default(null),
});

/** Reads the filters of a URL. Throws `AppError` `request-unreadable` and says what is wrong. */
export function parseRunFilters(parameters: URLSearchParams): RunFilters {
  const parsed = schema.safeParse(Object.fromEntries(withoutEmpty(parameters)));
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new AppError({
      code: 'request-unreadable',
      message: `These filters cannot be read: ${names.join(', ')}.`,
      hint: `A status is one of ${RUN_STATUSES.join(', ')}; a search has at most ${LONGEST_SEARCH} characters.`,
    });
  }
  const { q, status, agent, environment, from, to } = parsed.data;
  return { search: q, statuses: status, agent, environment, from, to };
}

function withoutEmpty(parameters: URLSearchParams): [string, string][] {
  return [...parameters].filter(([, value]) => value !== '');
}
