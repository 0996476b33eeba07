import type { z } from 'zod';
import type { Task, Ticket, TicketReference } from '@/lib/ticket/ticket';
import { createCallBudget } from './call-budget';
import { buildUnreadableError } from './freshservice-errors';
import { mapTask, mapTicket } from './map-ticket';
import { buildPagingError, findNextPage } from './next-page';
import type { RateLimit } from './rate-limit';
import { sendRequest, type Connection, type Reply } from './send-request';
import { buildTicketPath } from './ticket-paths';
import { tasksReply, ticketReplies } from './wire-schemas';

export type FreshserviceConfig = {
  /** Ends in `/api/v2`. */
  readonly url: string;
  readonly apiKey: string;
  /** Per request; default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The longest random wait before the one retry; default 500 ms. */
  readonly retryDelayMs?: number | undefined;
};

/** Everything fails with an `AppError` of a `freshservice-*` code or `ticket-not-found`. */
export type Freshservice = {
  readonly fetchTicket: (reference: TicketReference) => Promise<Ticket>;
  /** All pages, in Freshservice's order, each task once. */
  readonly fetchTasks: (reference: TicketReference) => Promise<readonly Task[]>;
  /** As the last reply said; null before the first one and when it is a minute old. */
  readonly rateLimit: () => RateLimit | null;
};

/** Freshservice's maximum; more is an error there. */
const TASKS_PER_PAGE = 100;

/** 10,000 tasks: no real ticket has them, so more means that the paging does not end. */
const MOST_PAGES = 100;

/** One Freshservice account, read only. */
export function createFreshservice(config: FreshserviceConfig): Freshservice {
  const baseUrl = config.url.replace(/\/+$/, '');
  const budget = createCallBudget();
  const connection: Connection = {
    apiKey: config.apiKey,
    timeoutMs: config.timeoutMs ?? 10_000,
    retryDelayMs: config.retryDelayMs ?? 500,
    budget,
  };
  return {
    fetchTicket: (reference) => fetchTicket(connection, baseUrl, reference),
    fetchTasks: (reference) => fetchTasks(connection, baseUrl, reference),
    rateLimit: budget.rateLimit,
  };
}

async function fetchTicket(
  connection: Connection,
  baseUrl: string,
  reference: TicketReference,
): Promise<Ticket> {
  const reply = await sendRequest(connection, new URL(baseUrl + buildTicketPath(reference)));
  return mapTicket(parseReply(ticketReplies[reference.kind], reply), reference, baseUrl);
}

async function fetchTasks(
  connection: Connection,
  baseUrl: string,
  reference: TicketReference,
): Promise<readonly Task[]> {
  // By id: a task that moves to the next page while we read would otherwise come twice.
  const tasks = new Map<string, Task>();
  let page: URL | null = new URL(`${baseUrl}${buildTicketPath(reference)}/tasks`);
  page.searchParams.set('per_page', String(TASKS_PER_PAGE));
  const read = new Set<string>();
  while (page !== null) {
    if (read.has(page.href)) throw buildPagingError('Freshservice named a page twice.');
    if (read.size === MOST_PAGES) throw buildPagingError(`There are over ${MOST_PAGES} pages.`);
    read.add(page.href);
    const reply = await sendRequest(connection, page);
    for (const wire of parseReply(tasksReply, reply)) tasks.set(String(wire.id), mapTask(wire));
    page = findNextPage(page, reply.headers);
  }
  return [...tasks.values()];
}

function parseReply<T>(schema: z.ZodType<T>, reply: Reply): T {
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return parsed.data;
  // Field names only: the values are ticket text and do not belong into a log of errors.
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 5);
  throw buildUnreadableError(
    'unexpected',
    { ...reply.details, fields: fields.join(', ') },
    parsed.error,
  );
}
