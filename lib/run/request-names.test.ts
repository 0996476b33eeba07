import { expect, test, vi } from 'vitest';
import { OLGA, startTestServices, type TestServices } from '@/testing/test-services';
import { requestNames } from './request-names';

async function takeSnapshots() {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  const [step] = run.steps;
  if (step?.snapshotId == null) throw new Error('no snapshot');
  return { services, runId, step, snapshotId: step.snapshotId };
}

function tagsOf({ sandbox }: TestServices, id: string) {
  return sandbox.ec2.world.snapshots.find(({ snapshotId }) => snapshotId === id)?.tags;
}

function correct({ database }: TestServices, runId: string, stepId: string, name: string) {
  return requestNames(database, { runId, corrections: [{ stepId, name }] }, OLGA);
}

test('a corrected name reaches EC2 and the search; the record keeps both, and no other tag changes', async () => {
  const { services, runId, step, snapshotId } = await takeSnapshots();
  const before = tagsOf(services, snapshotId);
  await correct(services, runId, step.id, 'right <name>');
  await vi.waitFor(async () => {
    const [now] = (await services.run(runId)).steps;
    expect(now).toMatchObject({ correctedName: 'right <name>', wantedName: null });
  });
  expect(tagsOf(services, snapshotId)).toEqual({ ...before, Name: 'right <name>' });
  const [now] = (await services.run(runId)).steps;
  expect(now?.tags).toEqual(step.tags);
  const row = await services.database.prisma.run.findUniqueOrThrow({ where: { id: runId } });
  expect(row.searchText).toContain('right <name>');
  const codes = await services.eventCodes(runId);
  const own = codes.filter((code) => code.startsWith('name-'));
  expect(own).toEqual(['name-requested', 'name-correcting', 'name-corrected']);
  expect(await services.audit(runId)).toEqual([]);
});

test('a reply that is lost is asked for again; a refusal is told and changes nothing', async () => {
  const { services, runId, step, snapshotId } = await takeSnapshots();
  const { faults } = services.sandbox;
  const lost = { kind: 'cut', when: 'after' } as const;
  faults.add({ system: 'ec2', operation: 'CreateTags', count: 1, effect: lost });
  await correct(services, runId, step.id, 'second');
  await vi.waitFor(async () => {
    expect((await services.run(runId)).steps[0]?.correctedName).toBe('second');
  });
  const denied = { kind: 'error', status: 403, code: 'UnauthorizedOperation' } as const;
  faults.add({ system: 'ec2', operation: 'CreateTags', effect: denied });
  await correct(services, runId, step.id, 'third');
  await vi.waitFor(async () => {
    expect(await services.eventCodes(runId)).toContain('name-not-corrected');
  });
  expect((await services.run(runId)).steps[0]).toMatchObject({
    correctedName: 'second',
    wantedName: null,
  });
  expect(tagsOf(services, snapshotId)?.Name).toBe('second');
});

test('only a snapshot of the record can be named, and never with an empty name', async () => {
  const { services, runId, step } = await takeSnapshots();
  const other = '01890a5d-ac96-774b-bcce-b302099a8057';
  await expect(correct(services, runId, other, 'x')).rejects.toThrow('no snapshot in the record');
  await expect(correct(services, other, step.id, 'x')).rejects.toThrow('There is no run');
  await expect(correct(services, runId, step.id, ' \u200b ')).rejects.toThrow('A name is empty');
  expect(services.sandbox.calls.list({ system: 'ec2', operation: 'CreateTags' })).toEqual([]);
});
