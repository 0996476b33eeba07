import type { Client } from 'pg';
import type { Logger } from '@/lib/log/logger';
import { CHANGE_CHANNEL } from './change-feed';
import { openClient, type DatabaseAddress } from './connect';

/** A line of a run's log, as the database keeps it. */
export type StoredEvent = {
  readonly runId: string;
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly level: string;
  readonly code: string;
  readonly message: string;
  readonly stepId: string | null;
  readonly data: unknown;
  /** Of the run's chain, in hexadecimal. */
  readonly hash: string;
};

/** Any number but that of the migrations: one process of all follows the events. */
const FOLLOWER_LOCK = 7_303_002;
/** A process that follows may have gone before it told of the last ones. */
const OVERLAP = '10 seconds';
const RETRY_MS = 10_000;
/** Runs whose last number is remembered; an older one is found by its time. */
const MAX_RUNS = 5_000;

type Options = {
  readonly onEvent: (event: StoredEvent) => void;
  readonly log: Logger;
  readonly retryMs?: number;
};

/**
 * Tells of every committed event of all processes, each in the order of its run. Of the processes
 * that ask, one does; another takes over when it ends, and may tell of the last 10 s again. Returns
 * how to stop.
 */
export function followEvents(address: DatabaseAddress, options: Options): () => Promise<void> {
  const { onEvent, log, retryMs = RETRY_MS } = options;
  const told = new Map<string, number>();
  let client: Client | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let reading: Promise<unknown> = Promise.resolve();

  const retry = (waiting: Client | null = null) => {
    if (!stopped) timer ??= setTimeout(() => void open(waiting), retryMs);
  };
  /** A process that waits keeps its connection: a new one each time costs three transactions, not one. */
  const open = async (waiting: Client | null = null): Promise<void> => {
    timer = null;
    try {
      client = waiting ?? (await openClient(address, { application_name: 'snapgate-events' }));
      if (stopped) return await client.end();
      if (await becomeFollower(client)) follow(client);
      else retry(client);
    } catch (err) {
      await client?.end().catch(() => undefined);
      if (stopped) return;
      if (waiting !== null) return open();
      log.warn({ err }, 'events cannot be followed; retrying');
      retry();
    }
  };
  const follow = (own: Client) => {
    const fail = async (cause: unknown) => {
      if (!stopped) log.warn({ err: cause }, 'events cannot be followed; retrying');
      await own.end().catch(() => undefined);
    };
    /** One after the other: a notification can arrive while LISTEN is being answered. */
    const queue = (work: () => Promise<unknown>) => {
      reading = reading.then(work).catch(fail);
    };
    const read = (runId: string | null) =>
      queue(async () => tellNew(await readEvents(own, runId, told), told, onEvent));
    own.on('end', () => retry());
    own.on('notification', ({ payload = '' }) => {
      if (UUID.test(payload)) read(payload);
    });
    queue(() => own.query(`LISTEN ${CHANGE_CHANNEL}`));
    read(null);
  };
  void open();

  return async () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    await reading;
    await client?.end().catch(() => undefined);
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Each event once; `told` has the last number of each run that was heard of lately. */
function tellNew(
  events: readonly StoredEvent[],
  told: Map<string, number>,
  onEvent: Options['onEvent'],
): void {
  for (const event of events) {
    if (event.seq <= (told.get(event.runId) ?? 0)) continue;
    told.delete(event.runId);
    told.set(event.runId, event.seq);
    onEvent(event);
  }
  for (const runId of told.keys()) {
    if (told.size <= MAX_RUNS) break;
    told.delete(runId);
  }
}

async function becomeFollower(client: Client): Promise<boolean> {
  // One that waits for long would not notice that its connection is silently gone.
  const question = { text: 'SELECT pg_try_advisory_lock($1) AS mine', query_timeout: RETRY_MS };
  const { rows } = await client.query<{ mine: boolean }>(question, [FOLLOWER_LOCK]);
  return rows[0]?.mine ?? false;
}

const COLUMNS = `run_id AS "runId", seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
  level, code, message, step_id AS "stepId", data, encode(hash, 'hex') AS hash`;

/** Of one run what is new; without one, and of a run that was not heard of, what is recent. */
async function readEvents(
  client: Client,
  runId: string | null,
  told: ReadonlyMap<string, number>,
): Promise<readonly StoredEvent[]> {
  const last = runId === null ? undefined : told.get(runId);
  const recent = `at > clock_timestamp() - interval '${OVERLAP}'`;
  const [where, values] =
    runId === null
      ? [recent, []]
      : last === undefined
        ? [`run_id = $1 AND ${recent}`, [runId]]
        : ['run_id = $1 AND seq > $2', [runId, last]];
  const sql = `SELECT ${COLUMNS} FROM event WHERE ${where} ORDER BY run_id, seq`;
  return (await client.query<StoredEvent>(sql, values)).rows;
}
