import { expect, test } from 'vitest';
import { hasEnded, startTestServices } from '@/testing/test-services';

const unique = (values: readonly string[]) => [...new Set(values)];

test('a ticket of three servers gives three snapshots, each exactly once, and Slack the list', async () => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);

  expect(run).toMatchObject({
    status: 'succeeded',
    agentEmail: 'olga@example.com',
    stepCount: 3,
    createdCount: 3,
    completedCount: 3,
    slackStatus: 'sent',
  });
  expect(unique(run.steps.map((step) => `${step.status} ${step.snapshotState}`))).toEqual([
    'created completed',
  ]);
  const taken = services.snapshotsTaken();
  expect(taken.map(({ volumeId }) => volumeId).toSorted()).toEqual(
    run.steps.map(({ volumeId }) => volumeId).toSorted(),
  );
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(3);
  const messages = services.sandbox.slack.messages.list();
  expect(messages).toHaveLength(1);
  const text = JSON.stringify(messages[0]);
  for (const { snapshotId } of taken) expect(text).toContain(snapshotId);
  expect(text).toContain(`http://127.0.0.1:3000/runs/${runId}`);
});

test('a snapshot carries the ticket, the agent, the run, the step and its expiry', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7351'), hasEnded);
  const [step] = run.steps;
  const [snapshot] = services.sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  expect(snapshot?.description).toBe(
    `Snapshot of build-01 (${step?.volumeId}) before CHN-7351, requested by olga@example.com`,
  );
  expect(snapshot?.tags).toEqual({
    Name: expect.stringMatching(/^\d{8}_build-01_snapshot$/),
    CreatorName: 'olga@example.com',
    Ticket: 'CHN-7351',
    'snapgate:run': run.id,
    'snapgate:step': step?.id,
    'snapgate:expires': expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
  });
});

test('twenty presses with one key at once are one run', async () => {
  const services = await startTestServices();
  services.work();
  const request = services.requestOf(await services.preview('CHN-7303'));
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => services.execute(request)));
  expect(unique(outcomes.map(({ kind }) => kind))).toEqual(['started']);
  const ids = unique(outcomes.map(({ runId }) => runId));
  expect(ids).toHaveLength(1);
  await services.waitForRun(ids[0] ?? '', hasEnded);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(3);
  expect(await services.database.prisma.run.count()).toBe(1);
});

test('twenty presses with keys of their own open one run on the volumes, and take one set', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7303');
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => services.execute(services.requestOf(plan))),
  );
  const started = outcomes.filter(({ kind }) => kind === 'started');
  const codes = outcomes.flatMap((one) => (one.kind === 'rejected' ? [one.code] : []));
  expect(started).toHaveLength(1);
  expect(unique(codes)).toEqual(['volume-busy']);
  services.work();
  await services.waitForRun(started[0]?.runId ?? '', hasEnded);
  expect(services.snapshotsTaken()).toHaveLength(3);
});

test('one wrong address among ten tasks: nothing is created, the refusal is recorded', async () => {
  const services = await startTestServices();
  services.work();
  const plan = await services.preview('CHN-7301');
  expect(plan.executable).toBe(false);
  const outcome = await services.execute(services.requestOf(plan));
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-blocked' });
  const run = await services.waitForRun(outcome.runId);
  expect(run).toMatchObject({ status: 'rejected', steps: [], slackStatus: 'sent' });
  expect(run.errorMessage).toContain('10.20.1.199');
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
  expect(services.sandbox.slack.messages.list()).toHaveLength(1);
});

test('every bad task of a ticket is named at once', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7379');
  const outcome = await services.execute(services.requestOf(plan));
  const run = await services.run(outcome.runId);
  const bad = plan.tasks.filter(({ verdict }) => verdict.kind === 'blocked');
  const named = new Set(
    plan.findings.filter(({ severity }) => severity === 'block').flatMap(({ taskIds }) => taskIds),
  );
  expect(bad).toHaveLength(5);
  expect([...named].toSorted()).toEqual(bad.map(({ taskId }) => taskId).toSorted());
  for (const finding of plan.findings.filter(({ severity }) => severity === 'block')) {
    expect(run.errorMessage).toContain(finding.message);
  }
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test('refuses to execute when the ticket changed after the preview', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7303');
  services.sandbox.freshservice.writeTasks('CHN-7303', [
    { title: 'snap:web-01', description: '<div>10.20.3.11</div>' },
  ]);
  const outcome = await services.execute(services.requestOf(plan));
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
  expect(await services.run(outcome.runId)).toMatchObject({ status: 'rejected' });
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
});

test('refuses to execute when the address moved to another instance after the preview', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7351');
  const [step] = plan.steps;
  const [other] = (await services.preview('CHN-7352')).steps;
  services.sandbox.ec2.editInstance(other?.instanceId ?? '', {
    primaryAddress: step?.ipAddress ?? '',
  });
  const outcome = await services.execute(services.requestOf(plan));
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
});

test('refuses to execute while a warning is not ticked, and a refused press stays refused', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7331');
  const request = services.requestOf(plan, { acknowledged: [] });
  const first = await services.execute(request);
  expect(first).toMatchObject({ kind: 'rejected', code: 'warnings-not-acknowledged' });
  expect(await services.execute(request)).toMatchObject({ kind: 'rejected', runId: first.runId });
  expect(await services.execute(services.requestOf(plan))).toMatchObject({ kind: 'started' });
});
