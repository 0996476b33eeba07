import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { openSession } from '@/lib/auth/open-session';
import { makeSessionCookie, sessionCookieName } from '@/lib/auth/session-cookie';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { buildIfChanged } from '@/scripts/stack/build-if-changed';
import { startApp, waitUntilReady } from '@/scripts/stack/run-app';
import { openHarness, type Harness } from '../harness';
import { buildBulkTickets, type BulkTicket } from '../bulk-tickets';
import type { Judgment } from '../checker';
import { findBlockersOfSteps, readProgress } from '../load-run-record';
import { startVirtualUser } from './start-virtual-user';
import type { Visits } from './visit-pages';

export type LoadOptions = {
  readonly runs: number;
  readonly processes: number;
  readonly folder: string;
  readonly onProgress: (line: string) => void;
};

export type LoadReport = {
  readonly idle: Visits;
  readonly loaded: Visits;
  readonly judgment: Judgment;
  readonly runs: number;
  readonly open: number;
  readonly seconds: number;
};

const STEPS_PER_RUN = 10;
const CALL_MS = 100;
const PRESSED_AT_ONCE = 5;
const WARM_UP_MS = 10_000;
const IDLE_MS = 20_000;
const LIMIT_MS = 180_000;

/** So many runs at once over processes that serve pages, too; and how quickly those answer meanwhile. */
export async function measureLoad(options: LoadOptions): Promise<LoadReport> {
  const { runs, folder, onProgress } = options;
  await buildIfChanged(process.cwd(), join(folder, 'build.log'), () => onProgress('Building ...'))
    .finished;
  const harness = await openHarness(folder);
  try {
    const effect = { kind: 'latency', ms: CALL_MS, when: 'before' } as const;
    harness.sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot', effect });
    const origins = await startApps(harness, options.processes);
    const [first, ...tickets] = buildBulkTickets((runs + 1) * STEPS_PER_RUN, STEPS_PER_RUN);
    if (first === undefined) throw new Error('There is nothing to run.');
    const [shown] = await executeTogether(harness, [first]);
    await waitUntilSettled(harness);
    const paths = ['/runs', `/runs/${shown}`, `/api/runs`, '/'];
    const urls = paths.flatMap((path) => origins.map((origin) => `${origin}${path}`));
    const virtualUser = startVirtualUser(urls, await signIn(harness));
    harness.onClose(virtualUser.stop);
    await virtualUser.during(wait(WARM_UP_MS));
    onProgress('Idle');
    const [idle] = await virtualUser.during(wait(IDLE_MS));
    onProgress(`${runs} runs at once`);
    const [loaded, outcome] = await virtualUser.during(carryOutAll(harness, tickets));
    return { idle, loaded, runs, ...outcome };
  } finally {
    await harness.close();
  }
}

async function carryOutAll(
  harness: Harness,
  tickets: readonly BulkTicket[],
): Promise<Omit<LoadReport, 'idle' | 'loaded' | 'runs'>> {
  const begunAt = performance.now();
  await executeTogether(harness, tickets);
  const open = await waitUntilSettled(harness);
  const seconds = Math.round((performance.now() - begunAt) / 1000);
  const { database } = harness.operator.services;
  return { open, seconds, judgment: await findBlockersOfSteps(database, harness.sandbox) };
}

/** Web and worker in one process each, as `npm start` starts them. */
async function startApps(harness: Harness, count: number): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const port = await findFreePort(0);
      const environment = { ...harness.environment, PORT: String(port), LOG_LEVEL: 'warn' };
      const app = startApp(environment, join(harness.folder, `app-${index + 1}.log`));
      harness.onClose(app.stop);
      const origin = `http://127.0.0.1:${port}`;
      await waitUntilReady(app, origin);
      return origin;
    }),
  );
}

async function executeTogether(
  { operator, sandbox }: Harness,
  tickets: readonly BulkTicket[],
): Promise<readonly string[]> {
  for (const { sample } of tickets) sandbox.addSample(sample);
  const limit = pLimit(PRESSED_AT_ONCE);
  return Promise.all(
    tickets.map(({ reference, environment }) =>
      limit(() => operator.insist(reference, environment)),
    ),
  );
}

/** The session that the sign-in provider would have led to. */
async function signIn({ operator }: Harness): Promise<string> {
  const { config, database } = operator.services;
  const groups = [...config.roleGroups.operator];
  const claims = { sub: 'olga', email: 'olga@example.com', [config.oidc.groupsClaim]: groups };
  const sessionId = await openSession(database.prisma, claims, config);
  return `${sessionCookieName(config)}=${await makeSessionCookie(sessionId, config)}`;
}

async function waitUntilSettled({ operator }: Harness): Promise<number> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const { open } = await readProgress(operator.services.database);
    if (open === 0 || performance.now() > deadline) return open;
    await wait(200);
  }
}
