type Pending<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Lets steps that write at about the same time share one statement: what arrives while one is under
 * way goes into the next. `perform` returns a result for each item, in their order.
 */
export function createBatcher<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let pending: Pending<Item, Result>[] = [];
  let busy = false;

  const performAll = async () => {
    // What arrives in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      await performBatch(perform, batch);
    }
    busy = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      pending.push({ item, resolve, reject });
      if (busy) return;
      busy = true;
      void performAll();
    });
}

async function performBatch<Item, Result>(
  perform: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Pending<Item, Result>[],
): Promise<void> {
  try {
    const results = await perform(batch.map(({ item }) => item));
    for (const [index, result] of results.entries()) batch[index]?.resolve(result);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
