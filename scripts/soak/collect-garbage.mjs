// Loaded by Node before the product, in the process that `npm run soak` measures.
import { setFlagsFromString } from 'node:v8';

const EVERY_MS = 5_000;

// V8 goes on optimizing for hours and keeps that code on the heap, where it would look like a leak.
setFlagsFromString('--no-opt');
setInterval(() => globalThis.gc(), EVERY_MS).unref();
