// Loaded by Node before the product, in the process that `npm run soak` measures.
const EVERY_MS = 5_000;

setInterval(() => globalThis.gc(), EVERY_MS).unref();
