import type { Task, Ticket, TicketReference } from '@/lib/ticket/ticket';
import { buildUnreadableError } from './freshservice-errors';
import { mapTask, mapTicket } from './map-ticket';
import { type RateLimit, createRateLimitTracker } from './rate-limit';
import { findNextPage, parseReply, readPages } from './read-pages';
import { type Approval, fetchApprovals, fetchEmails } from './sign-off';
import { type Connection, type Reply, sendRequest } from './send-request';
import { readId } from './read-id';
import { buildTicketPath } from './ticket-paths';
import { replies, wireTask, type WireTask } from './wire-schemas';
import { createTicketWriter, type TicketWriter } from './write-ticket';

export type FreshserviceConfig = {
  /** Ends in `/api/v2`. */
  readonly url: string;
  readonly apiKey: string;
  /** Host names of the portal; a next page there is read from the API's own host. */
  readonly portalHosts?: readonly string[] | undefined;
  /** Per request; default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The longest random wait before the one retry; default 500 ms. */
  readonly retryDelayMs?: number | undefined;
  /** Asked before each call, a second attempt included; throws when none is left. */
  readonly takeCall?: (() => void) | undefined;
};

/** Everything fails with an `AppError` of a `freshservice-*` code or `ticket-not-found`. */
export type Freshservice = {
  readonly fetchTicket: (reference: TicketReference) => Promise<Ticket>;
  /** All pages, in Freshservice's order, each task once. */
  readonly fetchTasks: (reference: TicketReference) => Promise<readonly Task[]>;
  /** Of a change: one by one, those without a named status left out. */
  readonly fetchApprovals: (changeNumber: number) => Promise<readonly Approval[]>;
  /** In lower case; null: no one, or not for this key. An id can be a requester's or an agent's. */
  readonly fetchEmails: (personId: string) => Promise<readonly string[] | null>;
  /** Changes that may start within a time, as far as `mostPages` reach. */
  readonly fetchChanges: (wanted: WantedChanges) => Promise<ListedChanges>;
  /** As the last reply said; null before the first one and when it is a minute old. */
  readonly rateLimit: () => RateLimit | null;
  /** What is written there, each part only where the configuration says so. */
  readonly writer: TicketWriter;
};

/** Freshservice's maximum; more is an error there. */
const TASKS_PER_PAGE = 100;
/** In case an account gives more than it was asked for. */
const MAX_TASKS_PER_PAGE = 1_000;

/** One Freshservice account. */
export function createFreshservice(config: FreshserviceConfig): Freshservice {
  const baseUrl = config.url.replace(/\/+$/, '');
  const budget = createRateLimitTracker();
  const connection: Connection = {
    apiKey: config.apiKey,
    timeoutMs: config.timeoutMs ?? 10_000,
    retryDelayMs: config.retryDelayMs ?? 500,
    budget,
    takeCall: config.takeCall,
  };
  return {
    fetchTicket: (reference) => fetchTicket(connection, baseUrl, reference),
    fetchTasks: (reference) => fetchTasks(connection, baseUrl, reference, config.portalHosts ?? []),
    fetchApprovals: (number) => fetchApprovals(connection, baseUrl, number),
    fetchEmails: (personId) => fetchEmails(connection, baseUrl, personId),
    fetchChanges: (wanted) => fetchChanges(connection, baseUrl, config.portalHosts ?? [], wanted),
    rateLimit: budget.rateLimit,
    writer: createTicketWriter(connection, baseUrl, config.portalHosts ?? []),
  };
}

async function fetchTicket(
  connection: Connection,
  baseUrl: string,
  reference: TicketReference,
): Promise<Ticket> {
  const reply = await sendRequest(connection, new URL(baseUrl + buildTicketPath(reference)));
  return mapTicket(parseReply(replies.ticket[reference.kind], reply), reference, baseUrl);
}

export type WantedChanges = {
  readonly from: Date;
  readonly to: Date;
  /** Lets Freshservice filter; else everything that it lists is read and filtered here. */
  readonly filtered: boolean;
  readonly mostPages: number;
};

export type ListedChanges = {
  readonly changes: readonly Ticket[];
  /** There were more pages than were asked for. */
  readonly truncated: boolean;
};

async function fetchChanges(
  connection: Connection,
  baseUrl: string,
  portalHosts: readonly string[],
  wanted: WantedChanges,
): Promise<ListedChanges> {
  const found = new Map<string, Ticket>();
  let page: URL | null = buildListUrl(baseUrl, wanted);
  const read = new Set<string>();
  while (page !== null && read.size < wanted.mostPages && !read.has(page.href)) {
    read.add(page.href);
    const reply = await sendRequest(connection, page);
    for (const wire of parseReply(replies.changes, reply)) {
      const number = Number(readId(wire['id']) ?? Number.NaN);
      if (!Number.isSafeInteger(number)) continue;
      const ticket = mapTicket(wire, { kind: 'CHN', number }, baseUrl);
      if (startsWithin(ticket, wanted)) found.set(ticket.reference, ticket);
    }
    page = findNextPage(page, reply.headers, portalHosts);
  }
  return { changes: [...found.values()], truncated: page !== null };
}

/** The double quotes belong to the query: without them Freshservice answers 500. Dates are days, UTC. */
function buildListUrl(baseUrl: string, { from, to, filtered }: WantedChanges): URL {
  const url = new URL(`${baseUrl}/changes`);
  url.searchParams.set('per_page', String(TASKS_PER_PAGE));
  if (!filtered) return url;
  const dayAfter = new Date(to.getTime() + 24 * 60 * 60_000);
  const query = `planned_start_date:>'${dayOf(from)}' AND planned_start_date:<'${dayOf(dayAfter)}'`;
  url.searchParams.set('query', `"${query}"`);
  return url;
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function startsWithin({ plannedStartAt }: Ticket, { from, to }: WantedChanges): boolean {
  const at = plannedStartAt === null ? Number.NaN : Date.parse(plannedStartAt);
  return at >= from.getTime() && at <= to.getTime();
}

async function fetchTasks(
  connection: Connection,
  baseUrl: string,
  reference: TicketReference,
  portalHosts: readonly string[],
): Promise<readonly Task[]> {
  // By id: a task that moves to the next page while we read would otherwise come twice.
  const tasks = new Map<string, Task>();
  const first = new URL(`${baseUrl}${buildTicketPath(reference)}/tasks`);
  first.searchParams.set('per_page', String(TASKS_PER_PAGE));
  await readPages(connection, first, portalHosts, (reply) => {
    for (const wire of parseTasks(reply)) tasks.set(String(wire.id), mapTask(wire));
  });
  return [...tasks.values()];
}

/** One by one: a reply that is all wrong ends at its first task, not after a million complaints. */
function parseTasks(reply: Reply): readonly WireTask[] {
  const list = parseReply(replies.tasks, reply);
  if (list.length > MAX_TASKS_PER_PAGE) {
    throw buildUnreadableError('too-many', { ...reply.details, tasks: list.length }, null);
  }
  return list.map((wire) => parseReply(wireTask, { ...reply, body: wire }));
}
