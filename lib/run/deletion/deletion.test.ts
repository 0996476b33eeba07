import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { OLGA, requester, startTestServices, type TestServices } from '@/testing/test-services';
import type { Agent } from '../run';
import type { DeletionRequest } from './deletion';
import { previewDeletion } from './preview-deletion';
import { confirmDeletion, requestDeletion, withdrawDeletion } from './request-deletion';

const CARL: Agent = { subject: 'user-carl', email: 'carl@example.com', name: 'Carl Cleaner' };
const DELETE_ROLE = 'arn:aws:sts::111122223333:assumed-role/snapgate-delete/';

async function takeSnapshots(variables: Readonly<Record<string, string>> = {}) {
  const services = await startTestServices({ variables });
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  return { services, runId, run };
}

function ask(
  { deletion }: TestServices,
  runId: string,
  stepIds: readonly string[],
  overrides: Partial<DeletionRequest> = {},
  agent: Agent = OLGA,
) {
  const request = {
    runId,
    stepIds,
    ticket: '7303',
    reason: 'Wrong ticket was executed',
    leaveBlocked: false,
    idempotencyKey: createId(),
    ...overrides,
  };
  return requestDeletion(request, requester(agent), deletion);
}

function confirm({ deletion }: TestServices, runId: string, seq: number, agent: Agent) {
  const confirmation = { runId, seq, ticket: 'CHN-7303', idempotencyKey: createId() };
  return confirmDeletion(confirmation, requester(agent), deletion);
}

function deleteCalls({ sandbox }: TestServices) {
  return sandbox.calls.list({ system: 'ec2', operation: 'DeleteSnapshot' });
}

function startedRun(outcome: Awaited<ReturnType<typeof requestDeletion>>): string {
  if (outcome.kind === 'started') return outcome.runId;
  throw new Error('It waits for a second person.');
}

test("one's own young run is deleted at once, with the role for deleting and no other call through it", async () => {
  const { services, runId, run } = await takeSnapshots({ TICKET_NOTE: 'on' });
  const ids = run.steps.map(({ id }) => id);
  const deletionId = startedRun(await ask(services, runId, ids));
  const deletion = await services.waitForRun(deletionId);
  expect(deletion).toMatchObject({
    kind: 'delete',
    status: 'succeeded',
    deletionOf: runId,
    deletedCount: 3,
  });
  expect(services.snapshotsTaken()).toEqual([]);
  const first = await services.run(runId);
  expect(first.deletions).toEqual([deletionId]);
  for (const step of first.steps) {
    expect(step.deletedAt).not.toBeNull();
    expect(step.deletedByRun).toBe(deletionId);
  }
  // Every delete goes through that role, and nothing else does.
  const calls = services.sandbox.calls.list({ system: 'ec2' });
  expect(deleteCalls(services)).toHaveLength(3);
  for (const { operation, principal } of calls) {
    const isDelete = operation === 'DeleteSnapshot';
    expect([operation, principal?.startsWith(DELETE_ROLE)]).toEqual([operation, isDelete]);
  }
  const codes = await services.eventCodes(deletionId);
  expect(codes.indexOf('delete-called')).toBeLessThan(codes.indexOf('snapshot-deleted'));
  expect(await services.audit(runId)).toEqual([]);
  expect(await services.audit(deletionId)).toEqual([]);
  const notes = services.sandbox.freshservice.tickets.findByReference('CHN-7303')?.notes;
  expect(notes).toHaveLength(2);
  expect(notes?.[1]?.body_text).toContain('Wrong ticket was executed');
  const messages = JSON.stringify(services.sandbox.slack.messages.list());
  expect(messages).toContain('Deletion of snapshots for CHN-7303');
});

test("another one's run, or an old one, needs a second person, and never the same", async () => {
  const { services, runId, run } = await takeSnapshots({ DELETE_ALONE_HOURS: '0' });
  const ids = run.steps.map(({ id }) => id);
  expect(await ask(services, runId, ids)).toEqual({ kind: 'waiting' });
  const preview = await previewDeletion(runId, CARL, services.deletion);
  const seq = preview.waiting?.seq ?? 0;
  expect(preview).toMatchObject({ mayAlone: false, isOwnRequest: false });
  await expect(ask(services, runId, ids, {}, CARL)).rejects.toThrow('already pending');
  await expect(confirm(services, runId, seq, OLGA)).rejects.toThrow(
    'A person other than the requester',
  );
  await expect(confirm(services, runId, seq + 1, CARL)).rejects.toThrow('no longer pending');
  expect(deleteCalls(services)).toEqual([]);
  const deletionId = startedRun(await confirm(services, runId, seq, CARL));
  const deletion = await services.waitForRun(deletionId);
  expect(deletion).toMatchObject({ status: 'succeeded', agentEmail: 'carl@example.com' });
  await expect(confirm(services, runId, seq, CARL)).rejects.toThrow('no longer pending');
  expect(await services.audit(runId)).toEqual([]);
  expect(await services.audit(deletionId)).toEqual([]);
});

test('a withdrawn request cannot be confirmed', async () => {
  const { services, runId, run } = await takeSnapshots({ DELETE_ALONE_HOURS: '0' });
  await ask(
    services,
    runId,
    run.steps.slice(0, 1).map(({ id }) => id),
  );
  const { waiting } = await previewDeletion(runId, CARL, services.deletion);
  const seq = waiting?.seq ?? 0;
  await withdrawDeletion({ runId, seq }, requester(OLGA), services.deletion);
  await expect(confirm(services, runId, seq, CARL)).rejects.toThrow('no longer pending');
  expect(deleteCalls(services)).toEqual([]);
});

test('nothing is deleted without the number, a reason, and snapshots of this record', async () => {
  const { services, runId, run } = await takeSnapshots();
  const ids = run.steps.map(({ id }) => id);
  const wrong: readonly (readonly [Partial<DeletionRequest>, string])[] = [
    [{ ticket: '7304' }, 'does not match CHN-7303'],
    [{ ticket: '' }, 'does not match CHN-7303'],
    [{ reason: ' ' }, 'needs a written reason'],
    [{ stepIds: [] }, 'No snapshot selected'],
    [{ stepIds: [createId()] }, "not in this run's record"],
  ];
  for (const [change, message] of wrong) {
    await expect(ask(services, runId, ids, change)).rejects.toThrow(message);
  }
  expect(deleteCalls(services)).toEqual([]);
  expect(services.snapshotsTaken()).toHaveLength(3);
});

test('what is locked, shared, used, or tagged by others blocks itself only, after an explicit choice', async () => {
  const { services, runId, run } = await takeSnapshots();
  const { world } = services.sandbox.ec2;
  const [first, second, third] = run.steps;
  const marks: readonly (readonly [object, string])[] = [
    [{ lockedUntil: Date.now() + 86_400_000 }, 'locked'],
    [{ usedByImage: 'ami-1' }, 'used by the image ami-1'],
    [{ sharedWith: ['999988887777'] }, 'shared with 999988887777'],
    [{ fastRestore: true }, 'Fast Snapshot Restore'],
    [{ tags: { Name: 'x' } }, 'tags differ'],
    [{ volumeId: 'vol-other' }, 'snapshot of vol-other'],
  ];
  const original = world.snapshots;
  for (const [mark, message] of marks) {
    world.snapshots = original.map((one) =>
      one.snapshotId === first?.snapshotId ? { ...one, ...mark } : one,
    );
    const preview = await previewDeletion(runId, OLGA, services.deletion);
    const blocked = preview.candidates.filter(({ blockers }) => blockers.length > 0);
    expect(blocked.map(({ stepId }) => stepId)).toEqual([first?.id]);
    expect(blocked[0]?.blockers.join(' ')).toContain(message);
  }
  const foreign = { 'aws:backup:source-resource': 'arn' };
  world.snapshots = original.map((one) =>
    one.snapshotId === first?.snapshotId ? { ...one, tags: { ...one.tags, ...foreign } } : one,
  );
  const rest = [second?.id ?? '', third?.id ?? ''];
  await expect(ask(services, runId, [first?.id ?? ''])).rejects.toThrow('AWS Backup');
  await expect(ask(services, runId, rest)).rejects.toThrow('keep them and delete the rest');
  const deletionId = startedRun(await ask(services, runId, rest, { leaveBlocked: true }));
  await services.waitForRun(deletionId);
  expect(services.snapshotsTaken().map(({ snapshotId }) => snapshotId)).toEqual([
    first?.snapshotId,
  ]);
});

test('a snapshot that became blocked, or is refused by EC2, fails alone and in its words', async () => {
  const { services, runId, run } = await takeSnapshots();
  const { faults } = services.sandbox;
  faults.add({
    system: 'ec2',
    operation: 'DeleteSnapshot',
    parameters: { SnapshotId: run.steps[0]?.snapshotId ?? '' },
    effect: { kind: 'error', status: 400, code: 'SomethingNew', message: 'Not today.' },
  });
  const ids = run.steps.map(({ id }) => id);
  const deletion = await services.waitForRun(startedRun(await ask(services, runId, ids)));
  expect(deletion.status).toBe('partial');
  expect(deletion.steps.map(({ status }) => status)).toEqual(['failed', 'deleted', 'deleted']);
  expect(deletion.steps[0]).toMatchObject({
    errorCode: 'SomethingNew',
    errorMessage: 'Not today.',
  });
  expect((await services.run(runId)).steps[0]?.deletedAt).toBeNull();
  expect(await services.audit(deletion.id)).toEqual([]);
});

test('a lost reply is asked again, and a snapshot that is gone counts as deleted', async () => {
  const { services, runId, run } = await takeSnapshots();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'DeleteSnapshot',
    count: 2,
    effect: { kind: 'cut', when: 'after' },
  });
  const { world } = services.sandbox.ec2;
  world.snapshots = world.snapshots.filter(
    ({ snapshotId }) => snapshotId !== run.steps[2]?.snapshotId,
  );
  const ids = run.steps.map(({ id }) => id);
  const deletion = await services.waitForRun(startedRun(await ask(services, runId, ids)));
  expect(deletion.status).toBe('succeeded');
  expect(services.snapshotsTaken()).toEqual([]);
  expect((await services.run(runId)).deletedCount).toBe(3);
  expect(await services.audit(deletion.id)).toEqual([]);
});

test('an environment without a role for deleting deletes nothing', async () => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7327', 'all');
  const run = await services.waitForRun(runId);
  const inUs = run.steps.filter(({ environment }) => environment === 'prod-us');
  const { candidates } = await previewDeletion(runId, OLGA, services.deletion);
  for (const { id } of inUs) {
    const blockers = candidates.find(({ stepId }) => stepId === id)?.blockers;
    expect(blockers).toEqual([expect.stringContaining('no deleteRoleArn')]);
  }
  expect(inUs.length).toBeGreaterThan(0);
});
