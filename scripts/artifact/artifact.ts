import { once } from 'node:events';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { ANY_PORTS } from '@/scripts/stack/ports';
import { startStack } from '@/scripts/stack/start-stack';
import { createStopList } from '@/scripts/stack/stop-all';
import { makeBareRoot, USER_ID, WEB, type BareRoot } from './bare-root';

const READY_WITHIN_MS = 120_000;

/** `npm run test:artifact`: the steps of the Containerfile and compose.yaml without an engine. */
async function main(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/unshare')) {
    throw new Error('This needs root and `unshare`: it mounts a read-only root.');
  }
  const stops = createStopList();
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-artifact-'));
  try {
    const { PATH, HOME } = process.env;
    const stack = await startStack({
      root: process.cwd(),
      folder,
      ports: ANY_PORTS,
      persist: false,
      variables: { PATH, HOME },
      onNotice: (notice) => console.log(notice),
      onStarted: stops.add,
    });
    const root = makeBareRoot('dist');
    stops.add(async () => root.remove());
    await tryRoot(root, stack.environment);
  } finally {
    await stops.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryRoot(root: BareRoot, environment: NodeJS.ProcessEnv): Promise<void> {
  const refused = await root.run(['-e', WRITE_ANYWHERE], environment);
  report(refused === 0, 'the root cannot be written, and the process is not root');
  report((await root.run(['/app/migrate.mjs'], environment)) === 0, 'the migration runs');
  const port = await findFreePort(0);
  const web = { ...environment, PORT: String(port) };
  await tryProcess(root, WEB, web, `http://127.0.0.1:${port}/api/health/ready`, 'the web process');
  const health = await findFreePort(0);
  const worker = { ...environment, HEALTH_PORT: String(health) };
  const ready = `http://127.0.0.1:${health}/ready`;
  await tryProcess(root, ['/app/worker.mjs'], worker, ready, 'the worker');
}

async function tryProcess(
  root: BareRoot,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  ready: string,
  name: string,
): Promise<void> {
  const child = root.start(command, environment);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  report(await becomesReady(ready), `${name} gets ready`);
  child.kill('SIGTERM');
  const [code] = await ended;
  report(code === 0, `${name} leaves at SIGTERM`);
}

async function becomesReady(url: string): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return true;
    await wait(200);
  }
  return false;
}

/** Ends with 0 when nothing could be written and the user is not root. */
const WRITE_ANYWHERE = `
const { writeFileSync } = require('node:fs');
const could = ['/app/x', '/x', '/tmp/x', '/etc/x'].filter((file) => {
  try { writeFileSync(file, ''); return true; } catch { return false; }
});
process.exit(could.length === 0 && process.getuid() === ${USER_ID} ? 0 : 1);`;

function report(ok: boolean, what: string): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}`);
  if (!ok) process.exitCode = 1;
}

await main();
