import { Client } from 'pg';
import type { Logger } from '@/lib/log/logger';

type Listener = (runId: string) => void;

/** Tells at once, over all processes, that a run has changed. */
export type ChangeFeed = {
  /** Calls back with the run's id; returns how to stop. */
  subscribe(listener: Listener): () => void;
  /** Fires when the feed is closed: nothing more will be told. */
  readonly closed: AbortSignal;
  close(): Promise<void>;
};

/** Notified by the trigger on `event`, with the run's id. */
const CHANGE_CHANNEL = 'snapgate_change';
const RECONNECT_MS = 1_000;

/**
 * Listens on one connection per process and opens it again when it breaks. Notifications are
 * lost meanwhile, so nobody may rely on them alone.
 */
export function openChangeFeed(databaseUrl: string, log: Logger): ChangeFeed {
  const changes = new Set<Listener>();
  let client: Client | null = null;
  const closed = new AbortController();
  let timer: NodeJS.Timeout | null = null;

  const connect = async () => {
    const next = new Client({ connectionString: databaseUrl, application_name: 'snapgate-feed' });
    client = next;
    next.on('notification', ({ payload }) => {
      for (const listener of [...changes]) listener(payload ?? '');
    });
    next.on('error', (error) => log.warn({ err: error }, 'the change feed broke'));
    next.on('end', reopenLater);
    await next.connect();
    await next.query(`LISTEN ${CHANGE_CHANNEL}`);
  };
  const open = async () => {
    timer = null;
    try {
      await connect();
    } catch (error) {
      log.warn({ err: error }, 'the change feed cannot connect; trying again');
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
