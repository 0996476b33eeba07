import type { PrismaClient } from '@/lib/db/generated/client';
import type { Logger } from '@/lib/log/logger';

/** A day whose state was written into the ledger. */
export type SealedDay = {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Runs that changed on it. */
  readonly runs: number;
  /** The daily digest: the entry's hash, which covers the day's chains and all days before. */
  readonly digest: string;
};

const LIMIT_MS = 15 * 60_000;
/** Asking whether a day is over is one small query. */
const EVERY_MS = 60_000;

/**
 * Seals each day soon after its end, in whichever process comes first, and logs its digest: a log
 * that is collected elsewhere keeps what a person with all rights on the database could rewrite.
 * Returns how to stop.
 */
export function keepDaysSealed(prisma: PrismaClient, log: Logger): () => Promise<void> {
  let work: Promise<void> = Promise.resolve();
  const sealNow = () => {
    work = work.then(() => sealAndLog(prisma, log));
  };
  sealNow();
  const timer = setInterval(sealNow, EVERY_MS);
  return () => {
    clearInterval(timer);
    return work;
  };
}

async function sealAndLog(prisma: PrismaClient, log: Logger): Promise<void> {
  try {
    for (const { day, runs, digest } of await sealDays(prisma)) {
      log.info({ day, runs, digest }, 'day sealed');
    }
  } catch (error) {
    log.warn({ err: error }, 'could not seal a day; retrying');
  }
}

/**
 * Seals every day that is over and not sealed yet: where the chains of all runs that changed on it
 * stood goes into the ledger, so that a tail that is cut off or a run that is gone will be missed.
 * Safe from several processes at once; each day is sealed once. Time is the database's.
 */
export async function sealDays(prisma: PrismaClient): Promise<readonly SealedDay[]> {
  if (!(await hasOpenDay(prisma))) return [];
  // An event of yesterday may still be on its way into the table; no one can time one before now.
  await prisma.$executeRaw`SELECT wait_for_open_events()`;
  return prisma.$transaction(
    (tx) => tx.$queryRaw<SealedDay[]>`SELECT day, runs, hash AS digest FROM seal_days()`,
    { timeout: LIMIT_MS },
  );
}

async function hasOpenDay(prisma: PrismaClient): Promise<boolean> {
  const [row] = await prisma.$queryRaw<{ open: boolean | null }[]>`
    SELECT coalesce(
      (SELECT max(data->>'day')::date + 1 FROM ledger WHERE code = 'day-closed'),
      (SELECT min(at) AT TIME ZONE 'UTC' FROM event)::date
    ) < (clock_timestamp() AT TIME ZONE 'UTC')::date AS open`;
  return row?.open ?? false;
}
