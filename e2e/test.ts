import { expect, test as base } from '@playwright/test';

/** A stray console error or page error fails the test it happened in. */
export const test = base.extend<{ readonly quietConsole: void }>({
  quietConsole: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        // The browser reports every answer of 400 and above; those are what some tests ask for.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await use();
      expect(errors, 'errors on the browser console').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
