import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { startExport } from '@/lib/history/export/start-export';
import { parseRunFilters } from '@/lib/history/run-filters';
import {
  hasEnded,
  OLGA,
  requester,
  startTestServices,
  type TestServices,
} from '@/testing/test-services';
import { addDays, formatDay } from '@/lib/plan/tag-snapshot';
import { requestDeletion } from '@/lib/run/deletion/request-deletion';
import type { Engine } from '@/lib/run/engine/engine';
import { listExpiredRuns, totalExpired } from '@/lib/run/expired-snapshots';
import { announceExpired } from '@/lib/run/follow-up/announce-expired';

/** The sandbox's prod-eu keeps its snapshots for 30 days, prod-us for ever. */
const dayAhead = (days: number): string => addDays(formatDay(new Date(), 'UTC'), days);

async function takeInBoth() {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7327', 'all');
  const run = await services.waitForRun(runId, hasEnded);
  const expiring = run.steps.filter(({ environment }) => environment === 'prod-eu');
  expect(expiring.length).toBeGreaterThan(0);
  expect(expiring.length).toBeLessThan(run.steps.length);
  return { services, runId, expiring };
}

/** An engine whose clock says this; the list is read for a day on which all has expired. */
function engineAt(services: TestServices, moment: string): Engine {
  const expiry = {
    url: 'http://127.0.0.1:3000/runs/expired',
    now: () => new Date(moment),
    today: () => dayAhead(30),
  };
  return { ...services.engine, expiry };
}

const notices = ({ sandbox }: TestServices) =>
  sandbox.slack.messages.list().filter(({ text }) => text.includes('expired'));

test('what has expired is listed by environment and by run, until a run deletes it', async () => {
  const { services, runId, expiring } = await takeInBoth();
  const { prisma } = services.database;
  expect(await totalExpired(prisma, dayAhead(29))).toEqual([]);
  expect(await listExpiredRuns(prisma, dayAhead(29))).toEqual([]);
  const sizeGib = expiring.reduce((sum, one) => sum + one.volumeSizeGib, 0);
  const total = {
    environment: 'prod-eu',
    snapshots: expiring.length,
    sizeGib,
    since: dayAhead(30),
  };
  expect(await totalExpired(prisma, dayAhead(30))).toEqual([total]);
  expect(await listExpiredRuns(prisma, dayAhead(31))).toEqual([
    { ...total, runId, ticket: 'CHN-7327' },
  ]);
  const [first] = expiring;
  const outcome = await requestDeletion(
    {
      runId,
      ticket: '7327',
      reason: 'It has expired.',
      stepIds: [first?.id ?? ''],
      leaveBlocked: true,
      idempotencyKey: createId(),
    },
    requester(OLGA),
    services.deletion,
  );
  if (outcome.kind !== 'started') throw new Error('It waits.');
  await services.waitForRun(outcome.runId);
  const [left] = await totalExpired(prisma, dayAhead(30));
  expect(left?.snapshots ?? 0).toBe(expiring.length - 1);
});

test('the file of what has expired holds those snapshots and no others', async () => {
  const { services, runId, expiring } = await takeInBoth();
  const read = async (query: string) => {
    const order = {
      id: createId(),
      format: 'csv',
      filters: parseRunFilters(new URLSearchParams(query)),
      agent: OLGA,
    } as const;
    const file = await startExport(services.database, order);
    const chunks = (await file.toArray()) as Buffer[];
    return Buffer.concat(chunks).toString('utf8').split('\r\n').slice(1, -1);
  };
  const rows = await read(`expired=${dayAhead(30)}`);
  expect(rows).toHaveLength(expiring.length);
  for (const row of rows) expect(row).toMatch(new RegExp(`^"${runId}".*"${dayAhead(30)}"$`, 's'));
  for (const { snapshotId } of expiring) expect(rows.join()).toContain(snapshotId ?? 'none');
  expect(await read(`expired=${dayAhead(29)}`)).toEqual([]);
  expect(await read(`expired=${dayAhead(30)}&environment=prod-us`)).toEqual([]);
});

test('Slack hears of it once a week, from whichever process is first, and nothing is deleted', async () => {
  const { services, expiring } = await takeInBoth();
  const early = engineAt(services, '2026-11-23T06:59:00Z');
  await announceExpired(early);
  expect(notices(services)).toEqual([]);
  const monday = engineAt(services, '2026-11-23T07:05:00Z');
  await Promise.all([announceExpired(monday), announceExpired(monday)]);
  await announceExpired(engineAt(services, '2026-11-29T23:05:00Z'));
  expect(notices(services)).toHaveLength(1);
  expect(notices(services)[0]?.text).toContain(`${expiring.length}`);
  await announceExpired(engineAt(services, '2026-11-30T07:05:00Z'));
  expect(notices(services)).toHaveLength(2);
  const entries = await services.database.prisma.ledger.findMany({
    where: { code: 'expired-announced' },
    orderBy: { seq: 'asc' },
  });
  expect(entries.map(({ data }) => data)).toMatchObject([
    { week: '2026-11-23', snapshots: expiring.length },
    { week: '2026-11-30', snapshots: expiring.length },
  ]);
  expect(services.sandbox.calls.list({ system: 'ec2', operation: 'DeleteSnapshot' })).toEqual([]);
});

test('where nothing has expired Slack hears nothing', async () => {
  const services = await startTestServices();
  await announceExpired(engineAt(services, '2026-11-24T09:05:00Z'));
  await announceExpired({ ...services.engine, expiry: null });
  expect(services.sandbox.slack.messages.list()).toEqual([]);
});
