import { setTimeout as wait } from 'node:timers/promises';

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Lets steps that come at about the same time share one statement: what arrives while one is under
 * way, or within `apartMs` after it began, goes into the next. `perform` gives a result for each
 * item, in their order.
 */
export function gather<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  apartMs = 0,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let busy = false;

  const performAll = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await Promise.all([performBatch(perform, batch), wait(apartMs)]);
    }
    busy = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      // Whoever comes in this turn of the event loop comes along.
      setImmediate(() => void performAll());
    });
}

async function performBatch<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await perform(batch.map(({ item }) => item));
    for (const [index, result] of results.entries()) batch[index]?.resolve(result);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
