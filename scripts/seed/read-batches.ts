import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BatchOptions, SeedBatch } from './build-batches';

const AHEAD = 3;

/**
 * The batches of a history, built in a thread of their own: while PostgreSQL takes one in, the next
 * are on their way. Never more than a few, so memory stays constant.
 */
export async function* readBatches(options: BatchOptions): AsyncGenerator<SeedBatch> {
  const worker = new Worker(new URL('./batch-thread.mjs', import.meta.url), {
    workerData: options,
  });
  const ask = () => worker.postMessage('next');
  try {
    for (let asked = 0; asked < AHEAD; asked += 1) ask();
    for await (const [batch] of on(worker, 'message') as AsyncIterable<[SeedBatch | null]>) {
      if (batch === null) return;
      ask();
      yield batch;
    }
  } finally {
    await worker.terminate();
  }
}
