import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['{app,lib,sandbox,scripts}/**/*.test.{ts,tsx}'],
    globalSetup: ['lib/db/embedded-test-server.ts'],
    setupFiles: ['scripts/test/fail-on-console.ts'],
    testTimeout: 15_000,
    hookTimeout: 30_000,
    // Two cores share a database, servers and child processes: what is awaited may come late.
    expect: { poll: { timeout: 10_000 } },
  },
});
