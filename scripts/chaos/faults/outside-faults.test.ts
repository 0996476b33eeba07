import { expect, test, vi } from 'vitest';
import type { FaultInput } from '@/sandbox/server/fault';
import { buildBulkTickets } from '../bulk-tickets';
import { openStage, PATIENCE } from '@/testing/fault-stage';

const LIMIT = { timeout: 180_000 };

/** What goes wrong with the first call for each volume of CHN-7305. */
const FIRST_CALLS: readonly FaultInput['effect'][] = [
  { kind: 'cut', when: 'after' },
  { kind: 'cut', when: 'before' },
  { kind: 'error', code: 'InternalError', when: 'after' },
  { kind: 'hang', when: 'after' },
  { kind: 'error', code: 'RequestLimitExceeded' },
  { kind: 'error', code: 'Unavailable' },
];

test(
  'whatever EC2 does to the replies while its reads lag by 3 s, each volume gets one snapshot',
  LIMIT,
  async () => {
    const stage = await openStage({ LOOKUP_WINDOW_MS: '5000' });
    const { sandbox } = stage.services;
    await Promise.all([stage.startWorker(), stage.startWorker()]);
    const { steps } = await stage.services.preview('CHN-7305');
    expect(steps).toHaveLength(FIRST_CALLS.length);
    for (const [index, effect] of FIRST_CALLS.entries()) {
      const parameters = { VolumeId: steps[index]?.volumeId ?? '' };
      sandbox.faults.add({
        system: 'ec2',
        operation: 'CreateSnapshot',
        parameters,
        count: 1,
        effect,
      });
    }
    const lag = { kind: 'read-lag', ms: 3_000 } as const;
    sandbox.faults.add({ system: 'ec2', operation: 'DescribeSnapshots', effect: lag });
    const runId = await stage.services.start('CHN-7305');
    await stage.expectExactlyOnce(await stage.settled(runId));
    expect(sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(9);
  },
);

test('throttling slows a run down and never fails it', LIMIT, async () => {
  const stage = await openStage();
  const { sandbox } = stage.services;
  await Promise.all([stage.startWorker(), stage.startWorker()]);
  const effect = { kind: 'error', code: 'RequestLimitExceeded' } as const;
  sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot', count: 12, effect });
  const runId = await stage.services.start('CHN-7392');
  const run = await stage.settled(runId);
  expect(run.steps.map(({ errorCode }) => errorCode)).toEqual(run.steps.map(() => null));
  await stage.expectExactlyOnce(run);
});

test(
  'with Slack and Freshservice down a run goes on to its end, and Slack hears of it later',
  LIMIT,
  async () => {
    const stage = await openStage();
    const { sandbox } = stage.services;
    await stage.startWorker();
    const held = stage.hold('CreateSnapshot', 'before');
    const runId = await stage.services.start('CHN-7303');
    await held.untilReached(3);
    const down = { kind: 'error', status: 503 } as const;
    const faults = (['slack', 'freshservice'] as const).map((system) =>
      sandbox.faults.add({ system, effect: down }),
    );
    held.release();
    await vi.waitFor(async () => {
      expect(await stage.services.run(runId)).toMatchObject({ status: 'succeeded' });
      expect(await stage.services.eventCodes(runId)).toContain('slack-not-sent');
    }, PATIENCE);
    await expect(stage.services.start('CHN-7305')).rejects.toMatchObject({
      code: 'freshservice-unavailable',
    });

    for (const id of faults) sandbox.faults.remove(id);
    const run = await stage.settled(runId);
    expect(run).toMatchObject({ slackStatus: 'sent' });
    expect(sandbox.slack.messages.list()).toHaveLength(1);
    await stage.expectExactlyOnce(run);
  },
);

test(
  'credentials that expire in the middle of a run are renewed, and the run goes on',
  LIMIT,
  async () => {
    const stage = await openStage({ CREATE_CONCURRENCY: '1', CREATE_DEADLINE_MS: '8000' });
    const { sandbox } = stage.services;
    await stage.startWorker();
    const held = stage.hold('CreateSnapshot', 'after');
    const [, ticket] = buildBulkTickets(6, 3);
    if (ticket === undefined) throw new Error('The second ticket is the one with a role.');
    sandbox.addSample(ticket.sample);
    const runId = await stage.services.start(ticket.reference, ticket.environment);
    await held.untilReached();
    // An hour passes at AWS and not here, as where this machine's clock is late: the SDK believes
    // that what it has is still good.
    sandbox.clock.advance(60 * 60_000);
    held.release();
    const run = await stage.settled(runId);
    await stage.expectExactlyOnce(run);
    const calls = sandbox.calls.list({ operation: 'CreateSnapshot' });
    expect(calls.some(({ status }) => status !== 200)).toBe(true);
  },
);
