// Loaded by Node before the product, in the process that `npm run soak` measures.
import { writeFileSync } from 'node:fs';
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';

const EVERY_MS = 5_000;
const { SOAK_HEAP_FILE } = process.env;

// V8 goes on optimizing for hours and keeps that code on the heap, where it would look like a leak.
setFlagsFromString('--no-opt');

/** Read at any later moment, the figure would hold what the requests since then have dropped. */
function recordHeap() {
  globalThis.gc();
  writeFileSync(SOAK_HEAP_FILE, String(memoryUsage().heapUsed));
}
setInterval(recordHeap, EVERY_MS).unref();
