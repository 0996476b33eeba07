import { text } from 'node:stream/consumers';
import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { findingTopic } from '@/lib/plan/approve-plan';
import { OLGA, startTestServices } from '@/testing/test-services';
import { parseRunFilters } from './run-filters';
import { listEvents } from './run-log';
import { startExport } from '@/lib/history/export/start-export';

/** Its approval was requested and not given yet. */
const NOT_APPROVED = 'CHN-7342';
const REASON = 'Outage of the connector; Ida of the change board agreed by phone.';
const variables = { POLICY_APPROVAL: 'block' };

test('a rule that blocks is overridden only by its role, and the reason is kept everywhere', async () => {
  const services = await startTestServices({ variables });
  services.work();
  const plan = await services.preview(NOT_APPROVED);
  expect(plan).toMatchObject({
    executable: false,
    findings: [{ code: 'ticket-not-approved', severity: 'block', overridable: true }],
  });

  const refused = await services.execute(services.requestOf(plan, { reason: REASON }));
  expect(refused).toMatchObject({ kind: 'rejected', code: 'plan-blocked' });
  const silent = await services.execute(services.requestOf(plan), true);
  expect(silent).toMatchObject({ kind: 'rejected', code: 'reason-missing' });
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);

  const started = await services.execute(services.requestOf(plan, { reason: REASON }), true);
  expect(started.kind).toBe('started');
  const run = await services.waitForRun(started.runId);
  expect(run).toMatchObject({ status: 'succeeded', reason: REASON });
  expect(run.acknowledged.map(findingTopic)).toEqual(['ticket-not-approved:CHN-7342']);

  const log = await listEvents(services.database.prisma, run.id, { level: 'warn', after: 0 });
  expect(log.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    `policy-overridden: Olga Operator overrode a change policy. CHN-7342 is not approved (approval “Requested”). Reason: ${REASON}`,
  ]);
  const [message] = services.sandbox.slack.messages.list().filter(({ blocks }) => {
    return JSON.stringify(blocks).includes(run.id);
  });
  expect(JSON.stringify(message)).toContain(REASON);
  const filters = parseRunFilters(new URLSearchParams('status=succeeded'));
  const order = { id: createId(), format: 'csv', filters, agent: OLGA } as const;
  const csv = await text(await startExport(services.database, order));
  expect(csv).toContain(`,"${REASON}",`);
});

test('off says nothing, and the default is a warning', async () => {
  const quiet = await startTestServices({ variables: { POLICY_APPROVAL: 'off' } });
  expect((await quiet.preview(NOT_APPROVED)).findings).toEqual([]);
});
