import { expect, onTestFinished, test } from 'vitest';
import { logger } from '@/lib/log/logger';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { startTestServices } from '@/testing/test-services';
import { startOperationsServer } from './operations-server';

const TOKEN = 'mQ8sT4vW1xY7zB3dF6hJ';

async function open(metricsToken: string | null = null) {
  const services = await startTestServices();
  const [metricsPort, healthPort] = [await findFreePort(0), await findFreePort(0)];
  const operations = { metricsPort, metricsToken, healthPort, printEvents: false };
  const { database } = services;
  const freshservice = { rateLimit: () => ({ total: 100, remaining: 42 }) };
  const stop = startOperationsServer({ database, freshservice, config: { operations } }, logger);
  onTestFinished(stop);
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return { services, metrics: at(metricsPort), health: at(healthPort) };
}

test('Prometheus reads what the record and the process say', async () => {
  const { services, metrics } = await open();
  const runId = await services.start('CHN-7303');
  await services.database.prisma.$executeRaw`
    UPDATE step SET status = 'unknown' WHERE run_id = ${runId}::uuid AND position = 0`;
  await services.database.prisma.$executeRaw`
    UPDATE run SET slack_due_at = clock_timestamp() - interval '90 seconds',
      ticket_due_at = clock_timestamp() - interval '70 seconds'`;
  const answer = await fetch(`${metrics}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const text = await answer.text();
  expect(text).toMatch(/^snapgate_runs\{status="queued"\} 1$/m);
  expect(text).toMatch(/^snapgate_runs\{status="failed"\} 0$/m);
  expect(text).toMatch(/^snapgate_unknown_steps 1$/m);
  expect(text).toMatch(/^snapgate_slack_lag_seconds 9\d/m);
  expect(text).toMatch(/^snapgate_ticket_lag_seconds 7\d/m);
  expect(text).toMatch(/^snapgate_freshservice_calls_left 42$/m);
  expect(text).toMatch(/^snapgate_pool_connections\{pool="runs",state="waiting"\} 0$/m);
  expect(text).toMatch(/^snapgate_record_readable 1$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^snapgate_build_info\{release="development",node="v\d+/m);
  expect((await fetch(`${metrics}/ready`)).status).toBe(404);
});

test('with a token no one reads the metrics without it', async () => {
  const { metrics } = await open(TOKEN);
  const ask = async (authorization?: string) =>
    (await fetch(`${metrics}/metrics`, { headers: authorization ? { authorization } : {} })).status;
  expect(await ask()).toBe(401);
  expect(await ask(`Bearer ${TOKEN}x`)).toBe(401);
  expect(await ask(`Bearer ${TOKEN}`)).toBe(200);
});

test('a worker says that it lives and whether it can work', async () => {
  const { services, health } = await open();
  expect((await fetch(`${health}/live`)).status).toBe(200);
  expect((await fetch(`${health}/ready`)).status).toBe(200);
  await services.database.prisma.$executeRaw`ALTER TABLE run RENAME TO gone`;
  expect((await fetch(`${health}/live`)).status).toBe(200);
  expect((await fetch(`${health}/ready`)).status).toBe(503);
});
