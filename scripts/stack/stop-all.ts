const STOP_LIMIT_MS = 9_500;

export type StopList = {
  readonly add: (stop: () => Promise<void>) => void;
  /** Ends everything, the last started first; the same promise however often it is called. */
  readonly stopAll: () => Promise<void>;
};

/** Collects what has to be ended. What is added after the end began is ended at once. */
export function createStopList(): StopList {
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | null = null;
  return {
    add(stop) {
      if (stopping) void stop().catch(() => undefined);
      else stops.push(stop);
    },
    stopAll() {
      stopping ??= withLimit(stopInTurn(stops));
      return stopping;
    },
  };
}

async function stopInTurn(stops: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.toReversed()) await stop().catch(() => undefined);
}

/** Whatever hangs then ends with this process, because it is tied to it. */
async function withLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((settle) => {
    timer = setTimeout(settle, STOP_LIMIT_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
