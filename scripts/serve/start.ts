import { parseArgs } from 'node:util';
import { requireConfig } from '../stack/require-config';

/** Longer than the 60 s of common load balancers: they must never send into a closing connection. */
const KEEP_ALIVE_MS = 75_000;

/**
 * `npm start`: says all that is wrong with the configuration at once, or serves the build, in this
 * process. Next's own server lies beside the compiled form of this file.
 */
async function main(): Promise<void> {
  requireConfig();
  const { values } = parseArgs({
    options: {
      port: { type: 'string', short: 'p' },
      hostname: { type: 'string', short: 'H' },
    },
  });
  if (values.port !== undefined) process.env['PORT'] = values.port;
  // Containers set HOSTNAME to their own name; listening there alone would leave 127.0.0.1 out.
  process.env['HOSTNAME'] = values.hostname ?? process.env['LISTEN_HOST'] ?? '0.0.0.0';
  process.env['KEEP_ALIVE_TIMEOUT'] ??= String(KEEP_ALIVE_MS);
  // The worker beside the server decides when the process may end; Next alone would cut it off.
  process.env['NEXT_MANUAL_SIG_HANDLE'] = 'true';
  await import(new URL('server.js', import.meta.url).href);
}

await main();
