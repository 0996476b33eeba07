import type { LimitFunction } from 'p-limit';

/** Ends a turn, so that the next in line may begin. */
export type Turn = { readonly end: () => void };

/** Waits in line for one of so many turns; null when it takes too long or the signal fires first. */
export function awaitTurn(
  limit: LimitFunction,
  longestMs: number,
  signal: AbortSignal,
): Promise<Turn | null> {
  return new Promise((resolve) => {
    let isGone = false;
    const leave = () => {
      isGone = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      resolve(null);
    };
    const timer = setTimeout(leave, longestMs);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    void limit(
      () =>
        new Promise<void>((end) => {
          if (isGone) return end();
          clearTimeout(timer);
          signal.removeEventListener('abort', leave);
          resolve({ end });
        }),
    );
  });
}
