import { afterEach, beforeEach, vi } from 'vitest';

let spies: readonly { mock: { calls: unknown[][] }; mockRestore: () => void }[] = [];

/** A test that prints an error hides something: it fails, unless it expects and clears the call. */
beforeEach(() => {
  spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
});

afterEach(() => {
  const printed = spies.flatMap((spy) => spy.mock.calls.map((call) => call.join(' ')));
  for (const spy of spies) spy.mockRestore();
  if (printed.length > 0)
    throw new Error(`The test printed to the console:\n${printed.join('\n')}`);
});
