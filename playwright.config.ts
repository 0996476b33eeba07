import { defineConfig } from '@playwright/test';

// `npm run test:e2e` starts the product and the sandbox, and says here where they are.
const { E2E_APP_URL, PLAYWRIGHT_CHROMIUM, PLAYWRIGHT_JSON_OUTPUT_FILE } = process.env;

// Two builds and repeated restarts take minutes: `npm run test:releases`.
const IGNORED = process.env['E2E_RELEASES'] === undefined ? ['**/releases/**'] : [];
const APART = ['**/apart/*.spec.ts', '**/provider/*.spec.ts'];

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './scripts/test/refuse-alone.ts',
  outputDir: 'test-results',
  reporter: [
    ['list'],
    ['json', { outputFile: PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/report.json' }],
  ],
  forbidOnly: true,
  fullyParallel: false,
  // Three files at a time: one of those that share one product and one sandbox, whose faults are
  // for all of them, and two of those that start their own or disturb no one.
  workers: 3,
  projects: [
    { name: 'shared', workers: 1, testIgnore: [...IGNORED, ...APART] },
    { name: 'apart', workers: 2, testIgnore: IGNORED, testMatch: APART },
  ],
  timeout: 90_000,
  // For slow machines; nothing waits longer than it must.
  expect: { timeout: 20_000 },
  use: {
    ...(E2E_APP_URL ? { baseURL: E2E_APP_URL } : {}),
    // Recording costs each test time; `--trace on` records one run.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(PLAYWRIGHT_CHROMIUM ? { executablePath: PLAYWRIGHT_CHROMIUM } : {}),
      // Chromium's own sandbox refuses to run as root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
