import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { loadConfig } from '@/lib/config/config';

/** `npm start`: says all that is wrong with the configuration at once, or serves the build. */
function main(): void {
  const result = loadConfig(process.env);
  if (!result.ok) {
    console.error('Snapgate cannot start, because its configuration is not complete:');
    for (const problem of result.problems) console.error(`  ${problem}`);
    console.error('The README lists every variable; .env.example is a place to begin.');
    process.exit(1);
  }
  if (!existsSync('.next/BUILD_ID')) {
    console.error('There is no build yet. Run `npm run build` first.');
    process.exit(1);
  }
  serve();
}

function serve(): void {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const server = spawn(process.execPath, [next, 'start', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  // The server ends when it has answered what it was asked; we end with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => server.kill(signal));
  }
  server.once('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0));
  });
}

main();
