import { expect, test } from 'vitest';
import { OLGA, startTestServices } from '@/testing/test-services';
import { describeRestore, findLacking, readHistoryEnd } from './restored-history';

const MISSING_RUN = '01a21615-8581-7372-8618-c97f9dc31d6d';

test('snapshots in AWS that a restored record does not have are named, by run and by step', async () => {
  const services = await startTestServices();
  const { database, engine } = services;
  services.work();
  const runId = await services.start('CHN-7303');
  await services.waitForRun(runId);
  const tagged = await engine.findEnvironment('prod-eu', OLGA.email).listTaggedSnapshots();
  expect(tagged.map(({ ticket, runId: id }) => [ticket, id])).toEqual(
    Array.from({ length: 3 }, () => ['CHN-7303', runId]),
  );
  expect(await findLacking(database.pool, tagged)).toEqual([]);

  const [first, second] = tagged.map(({ snapshotId }) => snapshotId);
  const restored = tagged.map((one) =>
    one.snapshotId === first ? { ...one, runId: MISSING_RUN } : one,
  );
  await database.prisma.$executeRaw`
    UPDATE step SET snapshot_id = NULL, status = 'planned' WHERE snapshot_id = ${second}`;
  expect(await findLacking(database.pool, restored)).toEqual(
    [
      { snapshotId: first, lacks: 'run' },
      { snapshotId: second, lacks: 'step' },
    ].toSorted((a, b) => String(a.snapshotId).localeCompare(String(b.snapshotId))),
  );
});

test('a start with open runs that were quiet for long offers passive mode', async () => {
  const services = await startTestServices();
  await services.start('CHN-7303');
  const end = await readHistoryEnd(services.database.pool);
  expect(end).toMatchObject({ openRuns: 1 });
  expect(end.quietSeconds).toBeLessThan(60);
  expect(describeRestore(end)).toBeNull();
  expect(describeRestore({ ...end, quietSeconds: 3_600 })).toMatch(
    /^1 run is open, and the newest event is from 20.*PASSIVE_MODE=on/,
  );
  expect(describeRestore({ ...end, quietSeconds: 3_600, openRuns: 0 })).toBeNull();
});
