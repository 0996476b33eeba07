import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { answerCall, type Desk } from '../server/answer-call';
import type { Clock } from '../server/clock';
import type { NodeEnv } from '../server/open-server';
import { pageOfTasks } from './page-of-tasks';
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

const taskChanges = z.object({
  status: z.exactOptional(z.int()),
  title: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
});
const newNote = z.object({ body: z.string().min(1) });

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
  app.put(`${ticketPath}/tasks/:task{[0-9]+}`, (c) =>
    answerTicket(parts, c, 'UpdateTask', (ticket) => updateTask(parts, c, ticket)),
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
  const { collection = '', id = '', task } = c.req.param() as Record<string, string>;
  const find = () => parts.store.find(collection, Number(id));
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

/** Basic auth with the API key as user; any password will do. */
function isSignedIn(c: Context<NodeEnv>, apiKey: string): boolean {
  const [scheme, encoded = ''] = (c.req.header('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return false;
  return Buffer.from(encoded, 'base64').toString().split(':')[0] === apiKey;
}

function listTasks(ticket: TicketRecord, c: Context<NodeEnv>, headers: Headers): Response {
  const page = pageOfTasks(ticket.tasks, new URL(c.req.url));
  if (page.kind === 'refused') return replyInvalid(page.field, page.message, headers);
  const link: Headers = page.link === null ? {} : { link: page.link };
  return replyJson({ tasks: page.tasks }, 200, { ...headers, ...link });
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
  const { body } = parsed.data;
  const id = ticket.fields.id * 100 + ticket.notes.length + 1;
  const body_text = body.replace(/<[^>]*>/g, '');
  const note = { id, body, body_text, created_at: new Date(parts.clock.now()).toISOString() };
  parts.store.addNote(ticket, note);
  return replyJson({ note }, 201);
}
