import { fork } from 'node:child_process';
import { once } from 'node:events';

export type PlainCallsOrder = {
  /** The servers whose root volumes are snapshotted, at most 200. */
  readonly addresses: readonly string[];
  readonly concurrency: number;
};

export type PlainCaller = {
  /** Milliseconds from the first mark to the last stored answer. */
  readonly time: (order: PlainCallsOrder) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/**
 * Snapshots volumes with as little as loses none: a committed write, the call, a committed write. No
 * claim, no fence, no limit on the rate, no log. In a process of its own, as the worker is, so that it
 * shares the machine with the same neighbors.
 */
export function startPlainCaller(environment: NodeJS.ProcessEnv): PlainCaller {
  const child = fork('scripts/bench/run/plain-calls.ts', {
    execArgv: ['--import', 'tsx'],
    env: environment,
  });
  const exited = once(child, 'exit');
  const untilFailed = exited.then(([code]) => {
    throw new Error(`The plain calls ended with code ${String(code)}.`);
  });
  untilFailed.catch(() => undefined);
  return {
    async time(order) {
      const answered = once(child, 'message') as Promise<[number]>;
      child.send(order);
      const [ms] = await Promise.race([answered, untilFailed]);
      return ms;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
