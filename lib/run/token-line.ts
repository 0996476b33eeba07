import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '@/lib/db/client';
import { reserveCreates, type CreateRate, type Place, type Token } from './reserve-create';
import { sleep } from './sleep';

/** Where the steps of all runs of one process wait for tokens; whoever came first is first. */
export type TokenLine = {
  /** Returns once a call may be made, or when the signal fires. */
  take(place: Place, signal: AbortSignal): Promise<void>;
};

type Waiting = {
  readonly resolve: (token: Token) => void;
  readonly reject: (error: Error) => void;
};

/** At least so long between two questions: whoever comes at about the same time shares one. */
const APART_MS = 20;

/** One line per account and region, so that fifty runs that wait ask the database no more than one. */
export function openTokenLine(database: Database, rate: CreateRate): TokenLine {
  const lines = new Map<string, (signal: AbortSignal) => Promise<Token | null>>();
  return {
    async take({ accountId, region }, signal) {
      if (signal.aborted) return;
      const key = `${accountId}/${region}`;
      const line = lines.get(key) ?? openLine(database, { accountId, region }, rate);
      lines.set(key, line);
      const token = await line(signal);
      if (token !== null) await sleep(token.waitMs, signal);
    },
  };
}

function openLine(database: Database, place: Place, rate: CreateRate) {
  let waiting: readonly Waiting[] = [];
  let busy = false;

  const giveToFirst = (token: Token) => {
    const [first, ...others] = waiting;
    waiting = others;
    first?.resolve(token);
  };
  const serveAll = async () => {
    // Whoever comes in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      try {
        const tokens = await reserveCreates(database, place, waiting.length, rate);
        for (const token of tokens.filter(({ isYours }) => isYours)) giveToFirst(token);
        const later = tokens.find(({ isYours }) => !isYours);
        await wait(later?.waitMs ?? APART_MS);
      } catch (error) {
        const failed = waiting;
        waiting = [];
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const { reject } of failed) reject(failure);
      }
    }
    busy = false;
  };
  return (signal: AbortSignal) =>
    new Promise<Token | null>((resolve, reject) => {
      const leave = () => {
        waiting = waiting.filter((one) => one !== me);
        resolve(null);
      };
      const me: Waiting = {
        resolve(token) {
          signal.removeEventListener('abort', leave);
          resolve(token);
        },
        reject(error) {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal.addEventListener('abort', leave);
      waiting = [...waiting, me];
      if (busy) return;
      busy = true;
      void serveAll();
    });
}
