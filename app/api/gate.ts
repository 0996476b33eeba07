import { AppError } from '@/lib/errors/app-error';

export type Gate = {
  /** Lets one more in, and returns how to leave. Throws `AppError` `too-many-requests` when full. */
  enter(): () => void;
};

const TRY_AGAIN_MS = 5_000;

/**
 * How many of something one process does at once, for all people together. No one waits in line: a line that
 * grows is how a slow moment becomes an outage.
 */
export function createGate(most: number, words: string): Gate {
  let inside = 0;
  return {
    enter() {
      if (inside >= most) throw full(most, words);
      inside += 1;
      let left = false;
      return () => {
        if (!left) inside -= 1;
        left = true;
      };
    },
  };
}

function full(most: number, words: string): AppError {
  return new AppError({
    code: 'too-many-requests',
    message: `Snapgate is already processing ${most} ${words}. Nothing was done.`,
    hint: 'Try again in a moment.',
    retryable: true,
    retryAfterMs: TRY_AGAIN_MS,
  });
}
