import { expect, test } from 'vitest';
import { hasEnded, startTestServices } from '@/testing/test-services';
import type { FaultInput } from '@/sandbox/server/fault';

/** Short enough that a lost reply is looked up and settled within seconds. */
const IMPATIENT = { CREATE_DEADLINE_MS: '1000', LOOKUP_WINDOW_MS: '200' };

/** What goes wrong with the create call of one volume, and how many calls it takes in the end. */
const LOST: readonly (readonly [string, FaultInput['effect'], number])[] = [
  ['connection cut after the effect', { kind: 'cut', when: 'after' }, 1],
  ['connection cut before the effect', { kind: 'cut', when: 'before' }, 2],
  [
    'a 500 after the effect',
    { kind: 'error', status: 500, code: 'InternalError', when: 'after' },
    1,
  ],
  ['a 503 before the effect', { kind: 'error', status: 503, code: 'Unavailable' }, 2],
  ['the effect, but never an answer', { kind: 'hang', when: 'after' }, 1],
  ['a page of HTML after the effect', { kind: 'not-json', when: 'after' }, 1],
];

test('whatever happens to a reply, each volume gets exactly one snapshot', async () => {
  const services = await startTestServices({ variables: IMPATIENT });
  const { steps } = await services.preview('CHN-7305');
  expect(steps).toHaveLength(LOST.length);
  for (const [index, [, effect]] of LOST.entries()) {
    services.sandbox.faults.add({
      system: 'ec2',
      operation: 'CreateSnapshot',
      parameters: { VolumeId: steps[index]?.volumeId ?? '' },
      count: 1,
      effect,
    });
  }
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7305'), hasEnded);
  expect(run.status).toBe('succeeded');
  const calls = services.sandbox.calls.list({ operation: 'CreateSnapshot' });
  const found = LOST.map(([what], index) => {
    const volumeId = steps[index]?.volumeId;
    return {
      what,
      snapshots: services.snapshotsTaken().filter((one) => one.volumeId === volumeId),
      calls: calls.filter(({ parameters }) => parameters.VolumeId === volumeId).length,
    };
  });
  expect(found).toEqual(
    LOST.map(([what, , count], index) => ({
      what,
      snapshots: [expect.objectContaining({ snapshotId: run.steps[index]?.snapshotId })],
      calls: count,
    })),
  );
});

test('a snapshot that reads do not show yet is found before the call is repeated', async () => {
  const services = await startTestServices({
    variables: { CREATE_DEADLINE_MS: '1000', LOOKUP_WINDOW_MS: '8000' },
  });
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'cut', when: 'after' },
  });
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'DescribeSnapshots',
    effect: { kind: 'read-lag', ms: 3_000 },
  });
  const runId = await services.start('CHN-7351');
  await services.waitForRun(runId, ({ createdCount }) => createdCount === 1);
  expect(services.snapshotsTaken()).toHaveLength(1);
  expect(await services.eventCodes(runId)).toEqual(
    expect.arrayContaining(['reply-lost', 'nothing-found-yet', 'snapshot-found']),
  );
});

test('too many requests slow the run down and never fail it', async () => {
  const services = await startTestServices({ variables: { CREATE_BURST: '3' } });
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 4,
    effect: { kind: 'error', code: 'RequestLimitExceeded', status: 503 },
  });
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId, hasEnded);
  expect(run).toMatchObject({ status: 'succeeded', createdCount: 3 });
  expect(services.snapshotsTaken()).toHaveLength(3);
  const deferred = (await services.eventCodes(runId)).filter((code) => code === 'create-deferred');
  expect(deferred).toHaveLength(4);
});

test('a busy volume waits for minutes and shows its next attempt', async () => {
  const services = await startTestServices();
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'error', code: 'ConcurrentSnapshotLimitExceeded', status: 400 },
  });
  const runId = await services.start('CHN-7351');
  const waiting = await services.waitForRun(runId, ({ steps }) => steps[0]?.nextAttemptAt != null);
  const [step] = waiting.steps;
  expect(step).toMatchObject({
    status: 'planned',
    attempts: 1,
    errorCode: 'ConcurrentSnapshotLimitExceeded',
    errorMessage: null,
  });
  const pauseMs = Date.parse(step?.nextAttemptAt ?? '') - Date.parse(step?.updatedAt ?? '');
  expect(pauseMs).toBeGreaterThanOrEqual(7_000);
  expect(waiting).toMatchObject({ status: 'running', errorMessage: null });
});

test('what AWS encoded about a deny of the organization is kept whole with the step', async () => {
  const services = await startTestServices();
  services.work();
  const encoded = 'Zm9v_-'.repeat(1_500);
  const said = `You are not authorized to perform this operation, with an explicit deny in a service control policy.`;
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: {
      kind: 'error',
      code: 'UnauthorizedOperation',
      status: 403,
      message: `${said} Encoded authorization failure message: ${encoded}`,
    },
  });
  const run = await services.waitForRun(await services.start('CHN-7351'), hasEnded);
  expect(run.steps[0]).toMatchObject({
    status: 'failed',
    errorCode: 'UnauthorizedOperation',
    errorMessage: said,
    encodedMessage: encoded,
  });
  const log = await services.database.prisma.event.findMany({
    where: { runId: run.id, code: 'create-refused' },
  });
  expect(log).toMatchObject([{ data: { encodedMessage: encoded } }]);
});

test('one volume that EC2 refuses does not stop the others', async () => {
  const services = await startTestServices();
  services.work();
  const plan = await services.preview('CHN-7303');
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    parameters: { VolumeId: plan.steps[1]?.volumeId ?? '' },
    effect: { kind: 'error', code: 'InvalidVolume.NotFound', status: 400, message: 'It is gone.' },
  });
  const run = await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  expect(run).toMatchObject({ status: 'partial', createdCount: 2, failedCount: 1 });
  expect(run.steps[1]).toMatchObject({
    status: 'failed',
    snapshotId: null,
    errorCode: 'InvalidVolume.NotFound',
    errorMessage: 'It is gone.',
  });
});

test('a snapshot that ends in an error makes the run say so', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7372'));
  expect(run).toMatchObject({ status: 'failed', createdCount: 0, failedCount: 1 });
  expect(run.steps[0]).toMatchObject({ snapshotState: 'error', errorCode: 'snapshot-error' });
});

test('Slack being down leaves the run succeeded, and Slack hears of it later', async () => {
  const services = await startTestServices();
  services.work();
  services.sandbox.faults.add({
    system: 'slack',
    count: 1,
    effect: { kind: 'error', status: 429, retryAfterSeconds: 1 },
  });
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  expect(run).toMatchObject({ status: 'succeeded', slackStatus: 'sent', slackError: null });
  expect(await services.eventCodes(runId)).toEqual(
    expect.arrayContaining(['slack-not-sent', 'slack-sent']),
  );
  expect(services.sandbox.slack.messages.list()).toHaveLength(1);
});

test('credentials that run out defer the steps, and the run goes on once they are renewed', async () => {
  const services = await startTestServices({ variables: { CREATE_CONCURRENCY: '1' } });
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    skip: 1,
    count: 3,
    effect: { kind: 'error', code: 'RequestExpired', status: 400 },
  });
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId, hasEnded);
  expect(run).toMatchObject({ status: 'succeeded', createdCount: 3, failedCount: 0 });
  expect(services.snapshotsTaken()).toHaveLength(3);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(6);
});

test('Freshservice being down does not concern a run that is stored', async () => {
  const services = await startTestServices();
  const runId = await services.start('CHN-7303');
  services.sandbox.faults.add({
    system: 'freshservice',
    effect: { kind: 'error', status: 503 },
  });
  services.work();
  expect(await services.waitForRun(runId)).toMatchObject({ status: 'succeeded', createdCount: 3 });
});

test('two runs on one volume: the second is refused while the first is open, and waits 15 s after it', async () => {
  const services = await startTestServices();
  const first = await services.start('CHN-7351');
  const plan = await services.preview('CHN-7351');
  const busy = await services.execute(services.requestOf(plan));
  expect(busy).toMatchObject({ kind: 'rejected', code: 'volume-busy' });
  services.work();
  await services.waitForRun(first);
  const again = await services.start('CHN-7351');
  const step = await services.database.prisma.step.findFirstOrThrow({ where: { runId: again } });
  const before = await services.database.prisma.step.findFirstOrThrow({ where: { runId: first } });
  const spacingMs = step.notBefore.getTime() - (before.createdAt?.getTime() ?? 0);
  expect(spacingMs).toBe(15_000);
});

test('Slack hears of a snapshot that failed while the others are still pending', async () => {
  const services = await startTestServices();
  services.work();
  const { steps } = await services.preview('CHN-7303');
  const [first, ...others] = steps.map(({ volumeId }) => ({ VolumeId: volumeId }));
  const failing = { system: 'ec2', operation: 'CreateSnapshot' } as const;
  services.sandbox.faults.add({
    ...failing,
    parameters: first ?? {},
    effect: { kind: 'failed-snapshot' },
  });
  for (const parameters of others) {
    services.sandbox.faults.add({
      ...failing,
      parameters,
      effect: { kind: 'slow-snapshot', ms: 600_000 },
    });
  }
  const runId = await services.start('CHN-7303');
  await services.waitForRun(runId, ({ status }) => status === 'partial');
  await expect.poll(() => services.eventCodes(runId)).toContain('slack-updated');
  const run = await services.run(runId);
  expect(run.steps.map(({ snapshotState }) => snapshotState)).toEqual([
    'error',
    'pending',
    'pending',
  ]);
  expect(services.sandbox.slack.messages.list()).toHaveLength(1);
});
