import { setImmediate } from 'node:timers/promises';
import DataLoader from 'dataloader';
import pLimit from 'p-limit';

/**
 * Lets steps that ask for the same thing at about the same time share one statement: what arrives
 * while one is under way goes into the next. `perform` returns a result for each item, in their order.
 */
export function createBatcher<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  mostAtOnce = Infinity,
): (item: Item) => Promise<Result> {
  const oneAtATime = pLimit(1);
  let underWay: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Item, Result>(
    (items) => {
      const results = perform(items);
      underWay = results.catch(() => undefined);
      return results;
    },
    {
      cache: false,
      maxBatchSize: mostAtOnce,
      batchScheduleFn: (begin) =>
        void oneAtATime(async () => {
          await setImmediate();
          begin();
          await underWay;
        }),
    },
  );
  return async (item) => loader.load(item);
}
