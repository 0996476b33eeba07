import type { Config } from '@/lib/config/config';
import type { Queries } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { Person } from './role';

/** What one person may do only so often. */
export type QuotaKind = keyof Config['quotas'];

const KIND_LABELS: Readonly<Record<QuotaKind, string>> = {
  lookUps: 'lookups',
  executes: 'executions and retries',
  exports: 'exports',
};

/**
 * Lets a person do something `perMinute` times a minute, all at once or spread, over all processes.
 * Generic cell rate algorithm: one timestamp is the whole bucket. What is refused costs nothing.
 * Throws `AppError` `too-many-requests`.
 */
export async function takeQuota(
  queries: Queries,
  { subject }: Pick<Person, 'subject'>,
  kind: QuotaKind,
  { quotas }: Pick<Config, 'quotas'>,
): Promise<void> {
  const perMinute = quotas[kind];
  const intervalMs = 60_000 / perMinute;
  const taken = await queries.$executeRaw`
    INSERT INTO allowance AS mine (subject, kind, next_at)
    VALUES (${subject}, ${kind}, clock_timestamp() + ${intervalMs} * interval '1 ms')
    ON CONFLICT (subject, kind) DO UPDATE
    SET next_at = greatest(mine.next_at, clock_timestamp()) + ${intervalMs} * interval '1 ms'
    WHERE mine.next_at < clock_timestamp() + interval '1 minute' - ${intervalMs} * interval '1 ms'`;
  if (taken === 1) return;
  throw new AppError({
    code: 'too-many-requests',
    message: `You have reached your limit of ${perMinute} ${KIND_LABELS[kind]} per minute.`,
    hint: 'Runs that you already started continue.',
    retryable: true,
    retryAfterMs: await readWait(queries, subject, kind, intervalMs),
  });
}

/** Until the next one is allowed. */
async function readWait(
  queries: Queries,
  subject: string,
  kind: QuotaKind,
  intervalMs: number,
): Promise<number> {
  const [row] = await queries.$queryRaw<{ wait_ms: number }[]>`
    SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000 - 60000 + ${intervalMs})::float8
      AS wait_ms
    FROM allowance WHERE subject = ${subject} AND kind = ${kind}`;
  return Math.max(1_000, Math.ceil(row?.wait_ms ?? 0));
}
