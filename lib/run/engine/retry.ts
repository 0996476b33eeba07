import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@/lib/log/logger';

const PAUSE_MS = 500;
const ATTEMPTS = 120;

/** Waits, or less when the signal fires; never throws. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted === true) return;
  await setTimeout(ms, undefined, signal && { signal }).catch(() => undefined);
}

/**
 * Repeats a write while the database is away, for about a minute. What EC2 answered is known only
 * here; giving up sooner would turn a known outcome into one that has to be looked up.
 */
export async function retryWrite(log: Logger, write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      log.warn({ err: error, attempt }, 'could not store an outcome; retrying');
      await sleep(PAUSE_MS);
    }
  }
}
