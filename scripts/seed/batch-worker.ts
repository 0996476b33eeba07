import { on } from 'node:events';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { buildBatches, type BatchOptions } from './build-batches';

/** A thread that builds one batch whenever it is asked, and answers null after the last. */
async function buildOnRequest(port: MessagePort): Promise<void> {
  const batches = buildBatches(workerData as BatchOptions);
  for await (const _ of on(port, 'message')) {
    const next = batches.next();
    if (next.done === true) return port.postMessage(null);
    const { run, step, event } = next.value.rows;
    // Handed over, not copied.
    port.postMessage(next.value, [run.buffer, step.buffer, event.buffer]);
  }
}

if (parentPort === null) throw new Error('This is a thread of npm run history:seed.');
await buildOnRequest(parentPort);
