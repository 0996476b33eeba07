import { setTimeout as wait } from 'node:timers/promises';

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/** When a statement goes; by default as soon as the one before it is over. */
type Pace = {
  /** At least so long after the one before it began. */
  readonly apartMs?: number;
  /** So long it waits for company while more is expected, and no longer. */
  readonly companyMs?: number;
  readonly expectsMore?: () => boolean;
};

/**
 * Lets steps that come at about the same time share one statement: what arrives while one is under
 * way, or before the next one goes, goes into the next. `perform` gives a result for each item, in
 * their order.
 */
export function gather<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  { apartMs = 0, companyMs = 0, expectsMore = () => false }: Pace = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let busy = false;
  let stopWaiting = () => {};

  const awaitCompany = async () => {
    if (!expectsMore()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, companyMs);
      stopWaiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const performAll = async () => {
    while (waiting.length > 0) {
      await awaitCompany();
      const batch = waiting;
      waiting = [];
      await Promise.all([performBatch(perform, batch), wait(apartMs)]);
    }
    busy = false;
  };
  const arrive = () => {
    if (!expectsMore()) stopWaiting();
    if (busy) return;
    busy = true;
    void performAll();
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // Whoever comes in this turn of the event loop comes along.
      setImmediate(arrive);
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
