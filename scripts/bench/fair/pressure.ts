import { setMaxListeners } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Product } from './product';

export type Pressure = {
  /** Resolves when it weighs on the process. */
  readonly applied: Promise<unknown>;
  /** Returns how many answers of each status there were. */
  readonly stop: () => Promise<ReadonlyMap<number, number>>;
};

/** Different questions, none of which has few answers. */
const QUESTIONS = ['q=a', 'q=web', 'q=snap-0', 'status=succeeded', 'environment=prod-eu', 'q=10.'];

/** So many requests at any moment; a client that is refused asks again at once. */
export function repeatCounts({ origin, greedy }: Product, atOnce: number): Pressure {
  const statuses = new Map<number, number>();
  const leaving = new AbortController();
  setMaxListeners(1_000, leaving.signal);
  const repeat = async (first: number) => {
    for (let at = first; !leaving.signal.aborted; at += 1) {
      const path = `/api/runs/count?${QUESTIONS[at % QUESTIONS.length]}`;
      const answer = await ask(`${origin}${path}`, greedy, leaving.signal);
      if (answer === null) return;
      answer.resume();
      count(statuses, answer.statusCode);
    }
  };
  const working = Array.from({ length: atOnce }, (_, at) => repeat(at));
  return {
    applied: wait(500),
    async stop() {
      leaving.abort();
      await Promise.all(working);
      return statuses;
    },
  };
}

export function holdLiveStreams({ origin, greedy, runId }: Product, atOnce: number): Pressure {
  return holdAnswers(
    Array.from({ length: atOnce }, () => [`${origin}/api/runs/${runId}/live`, greedy] as const),
    (answer) => answer.resume(),
  );
}

/** Two each, as many as one person may have: a little is taken each half second. */
export function takeExportsSlowly({ origin, exporters }: Product): Pressure {
  return holdAnswers(
    exporters.flatMap((cookie) =>
      ['csv', 'jsonl'].map((format) => [`${origin}/api/runs/export.${format}`, cookie] as const),
    ),
    (answer) => {
      const drip = setInterval(() => void answer.read(512), 500);
      answer.once('close', () => clearInterval(drip));
    },
  );
}

function holdAnswers(
  asked: readonly (readonly [url: string, cookie: string])[],
  take: (answer: IncomingMessage) => void,
): Pressure {
  const statuses = new Map<number, number>();
  const leaving = new AbortController();
  setMaxListeners(1_000, leaving.signal);
  const answers = asked.map(async ([url, cookie]) => {
    const answer = await ask(url, cookie, leaving.signal);
    count(statuses, answer?.statusCode);
    if (answer === null) return;
    // Whichever side ends it, and however.
    answer.on('error', () => undefined);
    take(answer);
  });
  return {
    applied: Promise.all(answers),
    async stop() {
      leaving.abort();
      return statuses;
    },
  };
}

/** Null: the connection ended before there was an answer. Each has a connection of its own. */
function ask(url: string, cookie: string, signal: AbortSignal): Promise<IncomingMessage | null> {
  return new Promise((answered) => {
    const sent = request(url, { headers: { cookie }, agent: false, signal }, answered);
    sent.on('error', () => answered(null));
    sent.end();
  });
}

function count(statuses: Map<number, number>, status = 0): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}
