import { AppError } from '@/lib/errors/app-error';

export type PersonGate = {
  /**
   * Waits for a place of this person's own and returns how to leave it. Throws `AppError`
   * `too-many-requests` when too many of the person's requests wait already.
   */
  enter(subject: string, gone: AbortSignal): Promise<() => void>;
};

type Limits = {
  /** How many requests of one person are worked on at once. */
  readonly atOnce: number;
  /** How many more of them may wait for that; 0: the next one is refused. */
  readonly waiting: number;
  /** What they are, in the message. */
  readonly words: string;
};

type Line = { inside: number; readonly waiting: Set<() => void> };

const TRY_AGAIN_MS = 2_000;

/** Lists, records and logs: quick, and pages ask for several at once. */
export const READS = createPersonGate({ atOnce: 4, waiting: 60, words: 'reads' });
/** Counts and charts go through the whole history: a second one would only slow the first down. */
export const HEAVY_READS = createPersonGate({ atOnce: 1, waiting: 60, words: 'counts and charts' });
/** Dry runs. */
export const LOOK_UPS = createPersonGate({ atOnce: 3, waiting: 20, words: 'lookups' });
/** Half of what one process does at once, so that others can export as well. */
export const EXPORTS = createPersonGate({ atOnce: 2, waiting: 0, words: 'exports' });
/** Open pages of running runs. */
export const LIVE_STREAMS = createPersonGate({ atOnce: 30, waiting: 0, words: 'live pages' });

/**
 * How many requests one person has in flight, in one process: pages ask for several things at once
 * and get them one after the other, while other people's requests pass by.
 */
export function createPersonGate({ atOnce, waiting, words }: Limits): PersonGate {
  const lines = new Map<string, Line>();

  function leave(subject: string, line: Line): void {
    const [next] = line.waiting;
    if (next !== undefined) return next();
    line.inside -= 1;
    if (line.inside === 0) lines.delete(subject);
  }

  return {
    async enter(subject, gone) {
      const line = lines.get(subject) ?? { inside: 0, waiting: new Set() };
      lines.set(subject, line);
      if (line.inside < atOnce) line.inside += 1;
      else if (line.waiting.size >= waiting) throw tooMany(atOnce + waiting, words);
      else await waitForPlace(line, gone, words);
      return once(() => leave(subject, line));
    },
  };
}

/** The one that leaves hands over its place. A client that is gone waits no more. */
function waitForPlace(line: Line, gone: AbortSignal, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      line.waiting.delete(take);
      gone.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      line.waiting.delete(take);
      reject(tooMany(line.inside, words));
    };
    line.waiting.add(take);
    gone.addEventListener('abort', giveUp, { once: true });
    if (gone.aborted) giveUp();
  });
}

function once(leave: () => void): () => void {
  let left = false;
  return () => {
    if (!left) leave();
    left = true;
  };
}

function tooMany(count: number, words: string): AppError {
  return new AppError({
    code: 'too-many-requests',
    message: `You already have ${count} ${words} in progress.`,
    hint: 'Wait for them to finish, then try again.',
    retryable: true,
    retryAfterMs: TRY_AGAIN_MS,
  });
}

/**
 * Lets each key do something so often a minute, all at once or spread, in one process. Returns how
 * long to wait; 0: it is done, and counted.
 */
export function createRate(perMinute: number, now = () => performance.now()) {
  const nextAt = new Map<string, number>();
  const intervalMs = 60_000 / perMinute;
  let cleanAt = 0;
  return (key: string): number => {
    const at = now();
    if (at >= cleanAt) {
      // A person who has not asked for a minute has the whole minute again.
      for (const [one, until] of nextAt) if (until <= at) nextAt.delete(one);
      cleanAt = at + 60_000;
    }
    const next = Math.max(nextAt.get(key) ?? 0, at) + intervalMs;
    if (next > at + 60_000) return Math.max(1_000, Math.ceil(next - at - 60_000));
    nextAt.set(key, next);
    return 0;
  };
}

/** The same per person. Throws like the gate. */
export function createPersonRate(perMinute: number, words: string, now?: () => number) {
  const take = createRate(perMinute, now);
  return (subject: string): void => {
    const waitMs = take(subject);
    if (waitMs > 0) throw tooOften(perMinute, words, waitMs);
  };
}

function tooOften(perMinute: number, words: string, waitMs: number): AppError {
  return new AppError({
    code: 'too-many-requests',
    message: `You have reached your limit of ${perMinute} ${words} per minute.`,
    hint: 'Runs that you already started continue.',
    retryable: true,
    retryAfterMs: waitMs,
  });
}

const PAGES_PER_MINUTE = 120;
/** The history by pages: as many as lookups, or paging would be an export without its record. */
export const takeHistoryPage = createPersonRate(PAGES_PER_MINUTE, 'pages of the history');
