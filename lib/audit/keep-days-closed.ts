import type { PrismaClient } from '@/lib/db/generated/client';
import type { Logger } from '@/lib/log/logger';
import { closeDays } from './close-days';

/** Asking whether a day is over is one small query. */
const EVERY_MS = 60_000;

/**
 * Closes each day soon after its end, in whichever process comes first, and logs its head: a log
 * that is collected elsewhere keeps what somebody with all rights on the database could write anew.
 * Returns how to stop.
 */
export function keepDaysClosed(prisma: PrismaClient, log: Logger): () => Promise<void> {
  let work: Promise<void> = Promise.resolve();
  const closeNow = () => {
    work = work.then(() => closeAndLog(prisma, log));
  };
  closeNow();
  const timer = setInterval(closeNow, EVERY_MS);
  return () => {
    clearInterval(timer);
    return work;
  };
}

async function closeAndLog(prisma: PrismaClient, log: Logger): Promise<void> {
  try {
    for (const { day, runs, hash } of await closeDays(prisma)) {
      log.info({ day, runs, head: hash }, 'day closed');
    }
  } catch (error) {
    log.warn({ err: error }, 'a day could not be closed; it is tried again');
  }
}
