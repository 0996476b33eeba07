import { expect, test as base } from '@playwright/test';

type Fixtures = {
  /** What a test makes the browser say on purpose; none of it fails the test. */
  readonly expectedErrors: RegExp | null;
  readonly quietConsole: void;
};

/**
 * A stray console error or page error fails the test it happened in. What the content security
 * policy refuses is such an error, so every spec checks the policy as well.
 */
export const test = base.extend<Fixtures>({
  expectedErrors: [null, { option: true }],
  quietConsole: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        // The browser reports every answer of 400 and above; those are what some tests ask for.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await use();
      const stray = errors.filter((text) => expectedErrors?.test(text) !== true);
      expect(stray, 'errors on the browser console').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
