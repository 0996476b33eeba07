import type { RefusalReason } from '@/lib/aws/create-outcome';

/** Refusals of a step after which it fails; docs/runbook.md states them and how long that takes. */
const VOLUME_BUSY_ATTEMPTS = 40;
const UNAVAILABLE_ATTEMPTS = 80;
const DENIED_ATTEMPTS = 3;

type Pauses = { readonly firstPauseMs: number; readonly longestPauseMs: number };

const QUICK: Pauses = { firstPauseMs: 1_000, longestPauseMs: 30_000 };
const PATIENT: Pauses = { firstPauseMs: 15_000, longestPauseMs: 120_000 };

export type RetryPolicy = Pauses & { readonly attempts: number };

/** What a refused create means for its step. Each reason counts its own refusals. */
export const RETRY_POLICIES: Readonly<Record<RefusalReason, RetryPolicy>> = {
  // Being too fast is never a step's fault.
  throttled: { ...QUICK, attempts: Infinity },
  // Other pending snapshots of the volume take minutes: about an hour in all.
  'volume-busy': { ...PATIENT, attempts: VOLUME_BUSY_ATTEMPTS },
  // A person renews them, or an outage ends: about half an hour in all.
  'credentials-expired': { ...QUICK, attempts: UNAVAILABLE_ATTEMPTS },
  unreachable: { ...QUICK, attempts: UNAVAILABLE_ATTEMPTS },
  // A permission that was just granted needs a moment.
  denied: { ...QUICK, attempts: DENIED_ATTEMPTS },
  never: { ...QUICK, attempts: 1 },
};

/**
 * How long to wait after refusal number `refusals`: doubling up to the longest pause, with half of
 * it left to chance so that steps which were refused together do not return together.
 */
export function retryDelayMs(
  refusals: number,
  chance: number,
  { firstPauseMs, longestPauseMs }: Pauses = QUICK,
): number {
  const ceilingMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (refusals - 1));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * chance);
}
