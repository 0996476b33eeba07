// Next bundles pages, handlers and instrumentation apart; a module variable would give each its own.
const shared = globalThis as typeof globalThis & { snapgateStopping?: boolean };

/** This process was asked to stop: it still answers, and wants no new requests. */
export function isStopping(): boolean {
  return shared.snapgateStopping === true;
}

/** Returns whether this is the first time; a group's signal and npm's copy of it are one wish. */
export function beginStopping(): boolean {
  if (isStopping()) return false;
  shared.snapgateStopping = true;
  return true;
}
