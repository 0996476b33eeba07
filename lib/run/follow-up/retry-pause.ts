const MAX_PAUSE_MS = 5 * 60_000;

/**
 * Before the next attempt at Slack, Freshservice, or a tag: growing, and never shorter than the
 * other side asks for, because a short Retry-After must not use up the attempts.
 */
export function retryPauseMs(attempt: number, retryAfterMs: number | null): number {
  const growing = Math.min(MAX_PAUSE_MS, 2_000 * 2 ** attempt);
  return Math.max(growing, retryAfterMs ?? 0);
}
