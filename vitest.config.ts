import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['{app,lib,sandbox,scripts,testing}/**/*.test.{ts,tsx}'],
    globalSetup: ['testing/embedded-test-server.ts'],
    setupFiles: ['testing/fail-on-console.ts', 'testing/restore-environment.ts'],
    // Most of them wait for a database or a process: two workers leave two cores partly idle.
    maxWorkers: 3,
    // Loading the product's packages again for each file took two fifths of the processor time.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores share a database, servers and child processes: what is awaited may come late.
    expect: { poll: { timeout: 10_000 } },
  },
});
