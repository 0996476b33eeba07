import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { answerCall, type Desk } from '../server/answer-call';
import type { Clock } from '../server/clock';
import type { NodeEnv } from '../server/open-server';
import type { SandboxSettings } from '../server/settings';
import { listChanges } from './list-changes';
import { pageOfRecords } from './page-of-records';
import { AGENTS, REQUESTERS } from './people';
import type { RateLimit } from './rate-limit';
import {
  replyFault,
  replyInvalid,
  replyJson,
  replyNotFound,
  replyTooManyRequests,
  replyUnauthorized,
} from './replies';
import type { TicketRecord } from './ticket-record';
import type { TicketStore } from './ticket-store';

type FreshserviceParts = {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly store: TicketStore;
  readonly rateLimit: RateLimit;
  readonly apiKey: string;
  readonly settings: SandboxSettings;
  /** Where a person reads a ticket, as the links in a browser go to the same host as the API. */
  readonly pageOf: (reference: string) => string;
};

type Headers = Readonly<Record<string, string>>;
type Reply = (ticket: TicketRecord, headers: Headers) => Response | Promise<Response>;

const SINGULAR: Readonly<Record<string, string>> = {
  changes: 'change',
  tickets: 'ticket',
  problems: 'problem',
};

const BROWSER_PATHS = ['/a', '/itil', ''].map(
  (prefix) => `${prefix}/:collection{changes|tickets|problems}/:id{[0-9]+}`,
);

// Freshservice refuses fields that it does not know.
const taskChanges = z.strictObject({
  status: z.exactOptional(z.int()),
  title: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
});
const newNote = z.strictObject({
  body: z.string().min(1),
  private: z.exactOptional(z.boolean()),
  notify_emails: z.exactOptional(z.array(z.string())),
});
const noteChanges = z.strictObject({ body: z.string().min(1) });

/** Freshservice API v2, as much of it as Snapgate may use. */
export function createFreshserviceApp(parts: FreshserviceParts): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const ticketPath = '/api/v2/:collection{changes|tickets|problems}/:id{[0-9]+}' as const;
  app.get(ticketPath, (c) =>
    answerTicket(parts, c, 'GetTicket', (ticket, headers) =>
      replyJson({ [SINGULAR[ticket.collection] ?? '']: ticket.fields }, 200, headers),
    ),
  );
  app.get(`${ticketPath}/tasks`, (c) =>
    answerTicket(parts, c, 'ListTasks', (ticket, headers) => listTasks(ticket, c, headers)),
  );
  app.get('/api/v2/changes/:id{[0-9]+}/approvals', (c) =>
    answerTicket(parts, c, 'ListApprovals', ({ approvals }, headers) =>
      replyJson({ approvals }, 200, headers),
    ),
  );
  app.get('/api/v2/changes', (c) =>
    answerAccount(parts, c, 'ListChanges', (headers) => answerChanges(parts, c, headers)),
  );
  app.get('/api/v2/requesters/:id{[0-9]+}', (c) =>
    answerAccount(parts, c, 'GetRequester', (headers) =>
      answerPerson(REQUESTERS, 'requester', c, headers),
    ),
  );
  app.get('/api/v2/agents/:id{[0-9]+}', (c) =>
    answerAccount(parts, c, 'GetAgent', (headers) => answerPerson(AGENTS, 'agent', c, headers)),
  );
  app.put(`${ticketPath}/tasks/:task{[0-9]+}`, (c) =>
    answerTicket(parts, c, 'UpdateTask', (ticket) => updateTask(parts, c, ticket)),
  );
  app.get(`${ticketPath}/tasks/:task{[0-9]+}`, (c) =>
    answerTicket(parts, c, 'GetTask', (ticket, headers) => getTask(ticket, c, headers)),
  );
  for (const list of ['notes', 'conversations'] as const) {
    app.get(`${ticketPath}/${list}`, (c) =>
      answerTicket(parts, c, 'ListNotes', (ticket, headers) => listNotes(ticket, list, headers)),
    );
  }
  app.put(`${ticketPath}/notes/:note{[0-9]+}`, (c) =>
    answerTicket(parts, c, 'UpdateNote', (ticket) => updateNote(parts, c, ticket)),
  );
  app.put('/api/v2/conversations/:note{[0-9]+}', (c) =>
    answerTicket(parts, c, 'UpdateNote', (ticket) => updateNote(parts, c, ticket)),
  );
  app.post(`${ticketPath}/notes`, (c) =>
    answerTicket(parts, c, 'CreateNote', (ticket) => createNote(parts, c, ticket)),
  );
  app.on('GET', BROWSER_PATHS, (c) => {
    const ticket = parts.store.find(c.req.param('collection') ?? '', Number(c.req.param('id')));
    return ticket === undefined ? c.notFound() : c.redirect(parts.pageOf(ticket.reference));
  });
  return app;
}

function answerTicket(
  parts: FreshserviceParts,
  c: Context<NodeEnv>,
  operation: string,
  reply: Reply,
) {
  const { collection = 'changes', id = '', task, note } = c.req.param() as Record<string, string>;
  // A conversation is edited by its own id alone.
  const find = () =>
    id === ''
      ? parts.store.list().find(({ notes }) => notes.some((one) => one.id === Number(note)))
      : parts.store.find(collection, Number(id));
  const reference = find()?.reference ?? `${collection}/${id}`;
  const parameters = { reference, ...(task ? { task } : {}), ...c.req.query() };
  return answerCall(parts.desk, {
    context: c,
    call: { system: 'freshservice', operation, parameters },
    renderError: replyFault,
    answer: () => {
      if (!isSignedIn(c, parts.apiKey)) return replyUnauthorized();
      const { allowed, headers } = parts.rateLimit.spend();
      if (!allowed) return replyTooManyRequests(headers);
      const ticket = find();
      return ticket === undefined ? replyNotFound(headers) : reply(ticket, headers);
    },
  });
}

/** What belongs to the account, not to one ticket. */
function answerAccount(
  parts: FreshserviceParts,
  c: Context<NodeEnv>,
  operation: string,
  reply: (headers: Headers) => Response,
) {
  const { id } = c.req.param() as Record<string, string>;
  const parameters = { ...(id ? { id } : {}), ...c.req.query() };
  return answerCall(parts.desk, {
    context: c,
    call: { system: 'freshservice', operation, parameters },
    renderError: replyFault,
    answer: () => {
      if (!isSignedIn(c, parts.apiKey)) return replyUnauthorized();
      const { allowed, headers } = parts.rateLimit.spend();
      return allowed ? reply(headers) : replyTooManyRequests(headers);
    },
  });
}

function answerChanges(parts: FreshserviceParts, c: Context<NodeEnv>, headers: Headers): Response {
  const url = new URL(c.req.url);
  const { settings, clock } = parts;
  const listed = listChanges(
    parts.store.list(),
    url,
    clock.now(),
    settings.freshserviceRefusesQueries,
  );
  if (listed.kind === 'refused') {
    const { status, message } = listed;
    return status === 400
      ? replyInvalid('query', message, headers)
      : replyJson({ code: 'server_error', message }, status, headers);
  }
  const page = pageOfRecords(listed.changes, url);
  if (page.kind === 'refused') return replyInvalid(page.field, page.message, headers);
  const link: Headers = page.link === null ? {} : { link: page.link };
  const total = listed.filtered ? { total: listed.changes.length } : {};
  return replyJson({ changes: page.records, ...total }, 200, { ...headers, ...link });
}

function answerPerson(
  people: Readonly<Record<number, object>>,
  name: 'requester' | 'agent',
  c: Context<NodeEnv>,
  headers: Headers,
): Response {
  const person = people[Number(c.req.param('id'))];
  return person === undefined
    ? replyNotFound(headers)
    : replyJson({ [name]: person }, 200, headers);
}

/** Basic auth with the API key as user; any password will do. */
function isSignedIn(c: Context<NodeEnv>, apiKey: string): boolean {
  const [scheme, encoded = ''] = (c.req.header('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return false;
  return Buffer.from(encoded, 'base64').toString().split(':')[0] === apiKey;
}

function listTasks(ticket: TicketRecord, c: Context<NodeEnv>, headers: Headers): Response {
  const page = pageOfRecords(ticket.tasks, new URL(c.req.url));
  if (page.kind === 'refused') return replyInvalid(page.field, page.message, headers);
  const link: Headers = page.link === null ? {} : { link: page.link };
  return replyJson({ tasks: page.records }, 200, { ...headers, ...link });
}

function getTask(ticket: TicketRecord, c: Context<NodeEnv>, headers: Headers): Response {
  const task = ticket.tasks.find(({ id }) => id === Number(c.req.param('task')));
  return task === undefined ? replyNotFound(headers) : replyJson({ task }, 200, headers);
}

/** Only tickets have conversations, and they have no list of notes. */
function listNotes(
  ticket: TicketRecord,
  list: 'notes' | 'conversations',
  headers: Headers,
): Response {
  const right = ticket.collection === 'tickets' ? 'conversations' : 'notes';
  return list === right
    ? replyJson({ [list]: ticket.notes }, 200, headers)
    : replyNotFound(headers);
}

async function updateNote(parts: FreshserviceParts, c: Context<NodeEnv>, ticket: TicketRecord) {
  const changes = noteChanges.safeParse(await c.req.json().catch(() => null));
  if (!changes.success) return replyInvalid('body', 'It should not be empty');
  const updated_at = new Date(parts.clock.now()).toISOString();
  const edits = { ...textsOf(changes.data.body), updated_at };
  const note = parts.store.editNote(ticket, Number(c.req.param('note')), edits);
  const name = ticket.collection === 'tickets' ? 'conversation' : 'note';
  return note === null ? replyNotFound() : replyJson({ [name]: note });
}

function textsOf(body: string) {
  return { body, body_text: body.replace(/<[^>]*>/g, '') };
}

async function updateTask(parts: FreshserviceParts, c: Context<NodeEnv>, ticket: TicketRecord) {
  const changes = taskChanges.safeParse(await c.req.json().catch(() => null));
  if (!changes.success) return replyInvalid('status', 'It should be one of the statuses');
  const now = new Date(parts.clock.now()).toISOString();
  const closedAt = changes.data.status === 3 ? { closed_at: now } : {};
  const edits = { ...changes.data, ...closedAt, updated_at: now };
  const task = parts.store.editTask(ticket, Number(c.req.param('task')), edits);
  return task === null ? replyNotFound() : replyJson({ task });
}

async function createNote(parts: FreshserviceParts, c: Context<NodeEnv>, ticket: TicketRecord) {
  const parsed = newNote.safeParse(await c.req.json().catch(() => null));
  if (!parsed.success) return replyInvalid('body', 'It should not be empty');
  const isTicket = ticket.collection === 'tickets';
  // Changes and problems know no such field.
  if (!isTicket && parsed.data.private !== undefined) {
    return replyInvalid('private', 'Unexpected/invalid field in request');
  }
  const id = ticket.fields.id * 100 + ticket.notes.length + 1;
  const created_at = new Date(parts.clock.now()).toISOString();
  const note = { id, ...textsOf(parsed.data.body), created_at, updated_at: created_at };
  // Internal unless a ticket's note is said to be public.
  const visibility = isTicket ? { private: parsed.data.private ?? true } : {};
  parts.store.addNote(ticket, { ...note, ...visibility });
  return replyJson({ [isTicket ? 'conversation' : 'note']: { ...note, ...visibility } }, 201);
}
