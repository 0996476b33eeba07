import { AppError } from '@/lib/errors/app-error';
import type { Task, TicketKind, TicketReference } from '@/lib/ticket/ticket';
import { mapTask } from './map-ticket';
import { parseReply, readPages } from './read-pages';
import { type Connection, sendRequest, sendWrite } from './send-request';
import { buildTicketPath } from './ticket-paths';
import { replies } from './wire-schemas';

/** By `performance.now()`; nothing is sent later. */
type Deadline = { readonly deadlineAt: number };

/**
 * What Snapgate writes on a ticket: notes of its own, and the status of a task. Each write is one
 * attempt; everything fails with an `AppError` of a `freshservice-*` code or `ticket-not-found`.
 */
export type TicketWriter = {
  /** The oldest note whose text begins with the marker; null where there is none. */
  readonly findNote: (reference: TicketReference, marker: string) => Promise<string | null>;
  /** Adds a note that notifies no one and returns its id. Freshservice has no idempotency key. */
  readonly createNote: (
    reference: TicketReference,
    html: string,
    deadline: Deadline,
  ) => Promise<string>;
  /** Replaces the whole text; may be repeated. */
  readonly updateNote: (
    reference: TicketReference,
    noteId: string,
    html: string,
    deadline: Deadline,
  ) => Promise<void>;
  /** One task as it is now; null where there is none. */
  readonly fetchTask: (reference: TicketReference, taskId: string) => Promise<Task | null>;
  /** Sets the status to Completed and nothing else; may be repeated. */
  readonly completeTask: (
    reference: TicketReference,
    taskId: string,
    deadline: Deadline,
  ) => Promise<void>;
};

const COMPLETED = 3;
const NOTES_PER_PAGE = 100;

export function createTicketWriter(
  connection: Connection,
  baseUrl: string,
  portalHosts: readonly string[],
): TicketWriter {
  const at = (path: string) => new URL(baseUrl + path);
  const taskUrl = (reference: TicketReference, taskId: string) =>
    at(`${buildTicketPath(reference)}/tasks/${taskId}`);
  return {
    findNote: (reference, marker) => {
      const first = at(listPath(reference));
      first.searchParams.set('per_page', String(NOTES_PER_PAGE));
      return findNote(connection, first, portalHosts, marker);
    },
    async createNote(reference, body, { deadlineAt }) {
      const url = at(`${buildTicketPath(reference)}/notes`);
      const write = { method: 'POST', body: { body, ...privacy(reference) }, deadlineAt } as const;
      return String(parseReply(replies.note, await sendWrite(connection, url, write)).id);
    },
    async updateNote(reference, noteId, body, { deadlineAt }) {
      const url = at(notePath(reference, noteId));
      await sendWrite(connection, url, { method: 'PUT', body: { body }, deadlineAt });
    },
    async fetchTask(reference, taskId) {
      try {
        const reply = await sendRequest(connection, taskUrl(reference, taskId));
        return mapTask(parseReply(replies.task, reply));
      } catch (error) {
        if (error instanceof AppError && error.code === 'ticket-not-found') return null;
        throw error;
      }
    },
    async completeTask(reference, taskId, { deadlineAt }) {
      const body = { status: COMPLETED };
      await sendWrite(connection, taskUrl(reference, taskId), { method: 'PUT', body, deadlineAt });
    },
  };
}

async function findNote(
  connection: Connection,
  first: URL,
  portalHosts: readonly string[],
  marker: string,
): Promise<string | null> {
  const found: string[] = [];
  await readPages(connection, first, portalHosts, (reply) => {
    for (const { id, body_text, body } of parseReply(replies.notes, reply)) {
      // A reply that quotes the note has the marker as well, but not at its beginning.
      const text = body_text ?? (body ?? '').replace(/<[^>]*>/g, '');
      if (text.trim().startsWith(marker)) found.push(String(id));
    }
  });
  return found.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? null;
}

/** Incidents and service requests have conversations, of which a note is one kind. */
function isConversation(kind: TicketKind): boolean {
  return kind === 'INC' || kind === 'SR';
}

function listPath(reference: TicketReference): string {
  const list = isConversation(reference.kind) ? 'conversations' : 'notes';
  return `${buildTicketPath(reference)}/${list}`;
}

function notePath(reference: TicketReference, noteId: string): string {
  return isConversation(reference.kind)
    ? `/conversations/${noteId}`
    : `${buildTicketPath(reference)}/notes/${noteId}`;
}

/** Notes of changes and problems are internal by themselves and know no such field. */
function privacy({ kind }: TicketReference): { readonly private?: true } {
  return isConversation(kind) ? { private: true } : {};
}
