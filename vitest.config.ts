import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['{app,lib,sandbox,scripts,testing}/**/*.test.{ts,tsx}'],
    globalSetup: ['testing/embedded-test-server.ts'],
    setupFiles: ['testing/fail-on-console.ts'],
    // Most of them wait for a database or a process: one worker leaves the cores idle.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores share a database, servers and child processes: what is awaited may come late.
    expect: { poll: { timeout: 10_000 } },
  },
});
