import type { PrismaClient } from '@/lib/db/generated/client';

/** A day whose end was written into the ledger, with the hash that nobody can go back behind. */
export type ClosedDay = {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Runs that changed on it. */
  readonly runs: number;
  /** Of the ledger's entry: it covers the day's chains and, by its predecessor, all days before. */
  readonly hash: string;
};

const LIMIT_MS = 15 * 60_000;

/**
 * Closes every day that is over and not closed yet: where the chains of all runs that changed on it
 * stood goes into the ledger, so that a tail that is cut off or a run that is gone will be missed.
 * Safe from several processes at once; each day is closed once. Time is the database's.
 */
export async function closeDays(prisma: PrismaClient): Promise<readonly ClosedDay[]> {
  const first = await findFirstOpenDay(prisma);
  if (first === null) return [];
  // An event of yesterday may still be on its way into the table; nobody can time one before now.
  await prisma.$executeRaw`SELECT wait_for_open_events()`;
  return prisma.$transaction(
    async (tx) => {
      // The ledger's own lock, taken first: what another process has closed meanwhile is seen below.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(7303002)`;
      return tx.$queryRaw<ClosedDay[]>`
        WITH days AS (
          SELECT generate_series(
            greatest(${first}::date, (SELECT max(data->>'day')::date + 1 FROM ledger WHERE code = 'day-closed')),
            (clock_timestamp() AT TIME ZONE 'UTC')::date - 1, interval '1 day')::date AS day
        ), tails AS (
          SELECT (at AT TIME ZONE 'UTC')::date AS day, run_id, max(seq) AS seq
          FROM event
          WHERE at >= ${first}::timestamp AT TIME ZONE 'UTC'
            AND at < date_trunc('day', clock_timestamp(), 'UTC')
          GROUP BY 1, 2
        ), states AS (
          SELECT day, count(*) AS runs, sha256(convert_to(string_agg(
            concat(run_id, ' ', seq, ' ', encode(hash, 'hex'), E'\n'), '' ORDER BY run_id), 'UTF8')) AS chains
          FROM tails JOIN event USING (run_id, seq)
          GROUP BY day
        )
        INSERT INTO ledger (code, data)
        SELECT 'day-closed', jsonb_build_object('day', day, 'runs', coalesce(runs, 0),
          'chains', encode(coalesce(chains, sha256('')), 'hex'))
        FROM days LEFT JOIN states USING (day) ORDER BY day
        RETURNING data->>'day' AS day, (data->'runs')::int AS runs, encode(hash, 'hex') AS hash`;
    },
    { timeout: LIMIT_MS },
  );
}

/** The day after the last closed one, or the day of the first event; null when there is none to close. */
async function findFirstOpenDay(prisma: PrismaClient): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ day: string | null }[]>`
    SELECT day::text FROM (
      SELECT coalesce(
        (SELECT max(data->>'day')::date + 1 FROM ledger WHERE code = 'day-closed'),
        (SELECT min(at) AT TIME ZONE 'UTC' FROM event)::date) AS day
    ) AS first
    WHERE day < (clock_timestamp() AT TIME ZONE 'UTC')::date`;
  return row?.day ?? null;
}
