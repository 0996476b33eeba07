import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { requireConfig } from './stack/require-config';
import { SERVER_FLAGS } from './stack/server-flags';

/** `npm start`: says all that is wrong with the configuration at once, or serves the build. */
function main(): void {
  requireConfig();
  if (!existsSync('.next/BUILD_ID')) {
    console.error('There is no build yet. Run `npm run build` first.');
    process.exit(1);
  }
  serve();
}

function serve(): void {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const server = spawn(
    process.execPath,
    [...SERVER_FLAGS, next, 'start', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      // The worker beside the server decides when the process may end; Next alone would cut it off.
      env: { ...process.env, NODE_ENV: 'production', NEXT_MANUAL_SIG_HANDLE: 'true' },
    },
  );
  // The server ends when it has answered what it was asked; we end with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => server.kill(signal));
  }
  server.once('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });
}

main();
