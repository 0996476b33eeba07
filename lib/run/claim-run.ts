import type { Database } from '@/lib/db/client';
import type { Claim } from './engine';

/** How long a process may be silent before another takes its runs over. */
const LEASE_MS = 2_500;
/** How often a lease is renewed; several misses fit into one lease. */
export const RENEW_EVERY_MS = 750;

/** Takes a run that nobody carries out; null when it has ended or another process is faster. */
export async function claimRun(
  { prisma }: Database,
  owner: string,
  runId: string,
): Promise<Claim | null> {
  const [row] = await prisma.$queryRaw<{ fence: number }[]>`
    UPDATE run
    SET status = 'running', lease_owner = ${owner}::uuid, fence = fence + 1,
        lease_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms'
    WHERE id = ${runId}::uuid AND status IN ('queued', 'running')
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING fence`;
  return row === undefined ? null : { runId, fence: row.fence };
}

/** `lost`: another process has taken the run over. `cancelled`: held, but nobody wants the rest. */
export async function renewLease(
  { prisma }: Database,
  claim: Claim,
): Promise<'held' | 'cancelled' | 'lost'> {
  const [row] = await prisma.$queryRaw<{ cancelled: boolean }[]>`
    UPDATE run SET lease_until = clock_timestamp() + ${LEASE_MS} * interval '1 ms'
    WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence}
    RETURNING cancel_requested_at IS NOT NULL AS cancelled`;
  if (row === undefined) return 'lost';
  return row.cancelled ? 'cancelled' : 'held';
}

/** Gives a run back at once, so that a take-over need not wait for the lease to end. */
export async function releaseLease({ prisma }: Database, claim: Claim): Promise<void> {
  await prisma.$executeRaw`
    UPDATE run SET lease_until = NULL, lease_owner = NULL
    WHERE id = ${claim.runId}::uuid AND fence = ${claim.fence}`;
}
