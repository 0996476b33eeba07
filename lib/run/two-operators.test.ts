import { expect, onTestFinished, test, vi } from 'vitest';
import type { Plan } from '@/lib/plan/plan';
import { createServices } from '@/lib/services/services';
import { hasEnded, requester, startTestServices, type TestServices } from '@/testing/test-services';
import { executeTicket } from './execute-ticket';
import type { Agent } from './run';

const PETRA: Agent = { subject: 'user-petra', email: 'petra@example.com', name: 'Petra Operator' };

const WAIT = { timeout: 10_000 };

/** Another process on the same database and the same accounts. */
function openSecond({ config }: TestServices) {
  const second = createServices(config);
  onTestFinished(async () => {
    await second.feed.close();
    await second.database.close();
  });
  return second;
}

type Second = ReturnType<typeof openSecond>;

/** Petra's press in the second process, as her browser sends it: she saw no warning at all. */
function press(services: TestServices, second: Second, seen: Plan) {
  const request = services.requestOf(seen, { acknowledged: [] });
  return executeTicket(request, requester(PETRA), second.runSources);
}

const PROBE = { system: 'ec2', operation: 'CreateSnapshot.DryRun' } as const;

test.each(['CHN-7303', 'CHN-7392'])(
  'a press whose reading began before another run took %s is refused, and shows what was taken',
  async (ticket) => {
    const services = await startTestServices();
    const second = openSecond(services);
    services.sandbox.faults.add({ system: 'ec2', effect: { kind: 'latency', ms: 80 } });
    services.work();
    const seen = await services.preview(ticket);
    const before = services.sandbox.calls.last();
    const hold = services.sandbox.faults.add({
      ...PROBE,
      count: 1,
      effect: { kind: 'hold', when: 'before' },
    });
    const slow = press(services, second, seen);
    const held = () => services.sandbox.calls.list({ ...PROBE, after: before });
    await vi.waitFor(() => expect(held()).toMatchObject([{ outcome: 'held-before' }]), WAIT);

    const first = await services.execute(services.requestOf(seen));
    const run = await services.waitForRun(first.runId, hasEnded);
    expect(run.status).toBe('succeeded');
    services.sandbox.faults.remove(hold);

    const outcome = await slow;
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
    expect(services.snapshotsTaken()).toHaveLength(run.steps.length);
    if (outcome.kind !== 'rejected') return;
    for (const { volumeId, snapshotId } of run.steps) {
      expect(outcome.message).toContain(volumeId);
      // What she is shown now is what she would have to acknowledge.
      const warnings = outcome.plan.findings.map(({ message }) => message).join('\n');
      expect(warnings).toContain(snapshotId);
    }
    expect(await services.run(outcome.runId)).toMatchObject({ status: 'rejected', steps: [] });
  },
);

test('a press that begins after the other run has its snapshots asks to acknowledge them', async () => {
  const services = await startTestServices();
  const second = openSecond(services);
  services.work();
  const seen = await services.preview('CHN-7303');
  // Until they are completed: a snapshot that completes in between changes the plan.
  const run = await services.waitForRun(await services.start('CHN-7303'));
  expect(await press(services, second, seen)).toMatchObject({
    kind: 'rejected',
    code: 'warnings-not-acknowledged',
  });
  expect(services.snapshotsTaken()).toHaveLength(run.steps.length);
  const acknowledged = services.requestOf(await services.preview('CHN-7303'));
  const outcome = await services.execute(acknowledged);
  expect(outcome.kind === 'rejected' ? outcome.message : outcome.kind).toBe('started');
});
