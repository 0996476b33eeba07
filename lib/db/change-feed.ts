import type { Client } from 'pg';
import type { Logger } from '@/lib/log/logger';
import { createClient, SET_UTC, type DatabaseAddress } from './connect';

/** Gets a run's id, or `sessionEnded` of a person. */
type Listener = (payload: string) => void;

/** Tells at once, over all processes, that a run has changed. */
export type ChangeFeed = {
  /** Calls back with what has changed; returns how to stop. */
  subscribe(listener: Listener): () => void;
  /** Fires when the feed is closed: nothing more will be told. */
  readonly closed: AbortSignal;
  close(): Promise<void>;
};

/** What is told, on the same channel as runs, when a session of this person ends. */
export function sessionEnded(subject: string): string {
  return `session-ended ${subject}`;
}

/** Notified by the triggers on `event`, with the run's id, and on `session`. */
export const CHANGE_CHANNEL = 'snapgate_change';
const RECONNECT_MS = 1_000;

/**
 * Listens on one connection per process and opens it again when it breaks. Notifications are
 * lost meanwhile, so no one may rely on them alone.
 */
export function openChangeFeed(address: DatabaseAddress, log: Logger): ChangeFeed {
  const changes = new Set<Listener>();
  let client: Client | null = null;
  const closed = new AbortController();
  let timer: NodeJS.Timeout | null = null;

  const connect = async () => {
    const next = createClient(address, { application_name: 'snapgate-feed' });
    client = next;
    next.on('notification', ({ payload }) => {
      for (const listener of [...changes]) listener(payload ?? '');
    });
    next.on('error', (error) => log.warn({ err: error }, 'change feed connection lost'));
    next.on('end', reopenLater);
    await next.connect();
    await next.query(`${SET_UTC}; LISTEN ${CHANGE_CHANNEL}`);
  };
  const open = async () => {
    timer = null;
    try {
      await connect();
    } catch (error) {
      log.warn({ err: error }, 'change feed cannot connect; retrying');
      reopenLater();
    }
  };
  const reopenLater = () => {
    if (!closed.signal.aborted) timer ??= setTimeout(() => void open(), RECONNECT_MS);
  };
  void open();

  return {
    subscribe: (listener) => add(changes, listener),
    closed: closed.signal,
    async close() {
      closed.abort();
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

function add(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * While a run does not change, all who ask for it at the same moment get the answer of one reading,
 * so a hundred open pages cost the database what one costs. A change is told here before any page
 * hears of it, so no page gets an answer from before.
 */
export function coalesceReads<Answer>(
  feed: Pick<ChangeFeed, 'subscribe'>,
  keepMs: number,
  read: (runId: string) => Promise<Answer>,
): (runId: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  feed.subscribe((runId) => answers.delete(runId));
  return (runId) => {
    const known = answers.get(runId);
    if (known !== undefined) return known;
    const answer = read(runId);
    answers.set(runId, answer);
    const forget = () => {
      if (answers.get(runId) === answer) answers.delete(runId);
    };
    setTimeout(forget, keepMs).unref();
    answer.catch(forget);
    return answer;
  };
}
