import { DeleteSnapshotCommand, EC2Client, LockSnapshotCommand } from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { OLGA, startTestServices, type TestServices } from '@/testing/test-services';
import { checkSnapshots } from './check-snapshots';
import type { RunDetail } from '../run';

const LATER = 10 * 60_000;

function look(services: TestServices, run: RunDetail, environmentNames = ['prod-eu']) {
  return checkSnapshots(run.steps, {
    environmentNames,
    findEnvironment: (name) => services.engine.findEnvironment(name, OLGA.email),
    now: () => new Date(Date.now() + LATER),
  });
}

async function takeSnapshots(services: TestServices): Promise<RunDetail> {
  services.work();
  return services.waitForRun(await services.start('CHN-7303'));
}

function connect(): EC2Client {
  const client = new EC2Client({ region: 'eu-west-1' });
  onTestFinished(() => client.destroy());
  return client;
}

test('tells what is still there, what was deleted and what is locked', async () => {
  const services = await startTestServices();
  const run = await takeSnapshots(services);
  const [locked, deleted] = run.steps.map(({ snapshotId }) => snapshotId ?? '');
  const ec2 = connect();
  await ec2.send(
    new LockSnapshotCommand({ SnapshotId: locked, LockMode: 'governance', LockDuration: 30 }),
  );
  await ec2.send(new DeleteSnapshotCommand({ SnapshotId: deleted }));
  const now = await look(services, run);
  expect(now.problems).toEqual([]);
  expect(now.snapshots).toMatchObject([
    { kind: 'exists', state: 'completed', lock: { mode: 'governance' } },
    { snapshotId: deleted, kind: 'deleted' },
    { kind: 'exists', state: 'completed', lock: null },
  ]);
});

test('an environment that cannot be asked is named, and nothing is called deleted for it', async () => {
  const services = await startTestServices();
  const run = await takeSnapshots(services);
  const gone = await look(services, run, ['prod-us']);
  expect(gone.snapshots.map(({ kind }) => kind)).toEqual(['unread', 'unread', 'unread']);
  expect(gone.problems).toEqual([
    { environment: 'prod-eu', message: 'It is no longer configured.' },
  ]);
});
