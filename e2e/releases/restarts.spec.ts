import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { startSecondApp, type SecondApp } from '../second-app';
import { signIn } from '../sign-in';
import { expect, test } from '../test';
import { openBalancer } from './balancer';

const RESTARTS = 4;
const EVERY_MS = 50;
const MAX_IN_FLIGHT = 6;
const DELAY_MS = 1_000;
const PATHS = ['/', '/runs', '/api/runs', '/api/tickets/recent'];

/** Asks 20 times a second; returns what failed. A busy machine is asked less often, never drowned. */
function askSteadily(url: string, cookie: string) {
  const failed: string[] = [];
  const asked: Promise<void>[] = [];
  let inFlight = 0;
  const ask = async (path: string) => {
    inFlight += 1;
    try {
      const answer = await fetch(url + path, { headers: { cookie }, redirect: 'manual' });
      await answer.arrayBuffer();
      if (answer.status !== 200) failed.push(`${answer.status} ${path}`);
    } catch (error) {
      failed.push(`${path}: ${String(error)}`);
    }
    inFlight -= 1;
  };
  const timer = setInterval(() => {
    if (inFlight < MAX_IN_FLIGHT) asked.push(ask(PATHS[asked.length % PATHS.length] ?? '/'));
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await Promise.all(asked);
    return { asked: asked.length, failed };
  };
}

async function readCookies(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Ctrl-C in a terminal: the group hears it, and npm passes its own copy on. */
async function stopTwice(app: SecondApp): Promise<number> {
  app.signal('SIGTERM');
  app.signal('SIGTERM');
  return app.exited;
}

test('hosts that are restarted one after the other lose no request', async ({ page }) => {
  test.setTimeout(300_000);
  const balancer = await openBalancer();
  const start = (name: string, port?: number) =>
    startSecondApp(
      name,
      () => ({ NEXTAUTH_URL: balancer.url, SHUTDOWN_DELAY_MS: String(DELAY_MS) }),
      port === undefined ? {} : { port },
    );
  const apps = [await start('restarted-1'), await start('restarted-2')];
  try {
    balancer.serve(apps.map(({ url }) => url));
    await signIn(page, 'Olga');
    const finish = askSteadily(balancer.url, await readCookies(page.context()));
    for (let time = 0; time < RESTARTS; time += 1) {
      const index = time % apps.length;
      const app = apps[index];
      if (app === undefined) throw new Error('There is nothing to restart.');
      expect(await stopTwice(app)).toBe(0);
      apps[index] = await start(`restarted-${index + 1}`, Number(new URL(app.url).port));
    }
    const { asked, failed } = await finish();
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
  } finally {
    await Promise.all(apps.map((app) => app.stop()));
    await balancer.close();
  }
});

test('a process that is asked to stop says 503 first, answers on, and is not held by idle clients', async () => {
  test.setTimeout(120_000);
  const app = await startSecondApp('stopping', () => ({ SHUTDOWN_DELAY_MS: '3000' }));
  const ready = `${app.url}/api/health/ready`;
  // Node's fetch keeps its connection open after this.
  expect((await fetch(ready)).status).toBe(200);
  app.signal('SIGTERM');
  await expect.poll(async () => (await fetch(ready)).status).toBe(503);
  const answer = await fetch(`${app.url}/signin`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('connection')).toBe('close');
  const stopped = await Promise.race([app.exited, wait(60_000, 'still there')]);
  expect(stopped).toBe(0);
  // Leaving by itself, not by the limit for what hangs.
  expect(app.readLog()).toContain('"msg":"stopped"');
});

test('a process keeps idle connections longer than the 60 s of load balancers', async () => {
  test.setTimeout(120_000);
  const app = await startSecondApp('keep-alive', () => ({}));
  try {
    const answer = await fetch(`${app.url}/api/health/live`);
    const seconds = Number(/timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.[1]);
    expect(seconds).toBeGreaterThan(60);
  } finally {
    await app.stop();
  }
});
