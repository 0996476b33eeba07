import type { Database } from '@/lib/db/client';
import type { Claim, Engine } from './engine';
import type { RunKind } from '../run';
import { sleep } from './retry';

/** How long a process may be silent before another takes its runs over. */
const LEASE_MS = 2_500;
/** How often a lease is renewed; several misses fit into one lease. */
const RENEW_EVERY_MS = 750;

/** A run that this process executes, as its row was when it was claimed. */
export type ClaimedRun = Claim & {
  readonly kind: RunKind;
  readonly agentSubject: string;
  readonly agentEmail: string;
  readonly agentName: string;
  readonly startedAt: Date;
};

/** Takes a run that has no owner; null when it has ended or another process is faster. */
export async function claimRun(
  { prisma }: Database,
  owner: string,
  runId: string,
): Promise<ClaimedRun | null> {
  const [run] = await prisma.$queryRaw<ClaimedRun[]>`
    UPDATE run
    SET status = 'running', lease_owner = ${owner}::uuid, fence = fence + 1,
        lease_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms'
    WHERE id = ${runId}::uuid AND status IN ('queued', 'running')
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING id AS "runId", fence, kind, agent_subject AS "agentSubject", agent_email AS "agentEmail",
      agent_name AS "agentName", started_at AS "startedAt"`;
  return run ?? null;
}

/**
 * Renews the lease while the work goes on; gives the run back at once when it is over. `lost`:
 * another process has taken the run over. `cancelled`: still ours, but its rest is not wanted.
 */
export async function holdLease(
  engine: Engine,
  claim: Claim,
  work: (signals: Record<'lost' | 'cancelled', AbortSignal>) => Promise<void>,
): Promise<void> {
  const lost = new AbortController();
  const cancelled = new AbortController();
  const done = new AbortController();
  const keepRenewing = async () => {
    while (!lost.signal.aborted) {
      await sleep(RENEW_EVERY_MS, done.signal);
      if (done.signal.aborted) return;
      const lease = await renewLease(engine, claim);
      if (lease === 'lost') lost.abort();
      if (lease === 'cancelled') cancelled.abort();
    }
  };
  const renewing = keepRenewing();
  try {
    await work({ lost: lost.signal, cancelled: cancelled.signal });
  } finally {
    done.abort();
    await renewing;
    if (!lost.signal.aborted) await releaseLease(engine.database, claim);
  }
}

async function renewLease(
  { database, log }: Engine,
  { runId, fence }: Claim,
): Promise<'held' | 'cancelled' | 'lost' | 'not-asked'> {
  try {
    const [row] = await database.prisma.$queryRaw<{ cancelled: boolean }[]>`
      UPDATE run SET lease_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms'
      WHERE id = ${runId}::uuid AND fence = ${fence}
      RETURNING cancel_requested_at IS NOT NULL AS cancelled`;
    if (row === undefined) return 'lost';
    return row.cancelled ? 'cancelled' : 'held';
  } catch (error) {
    // The database is away: the lease may run out meanwhile, which the next renewal will tell.
    log.warn({ err: error, runId }, 'could not renew a lease');
    return 'not-asked';
  }
}

async function releaseLease({ prisma }: Database, { runId, fence }: Claim): Promise<void> {
  await prisma.$executeRaw`
    UPDATE run SET lease_until = NULL, lease_owner = NULL
    WHERE id = ${runId}::uuid AND fence = ${fence}`;
}
