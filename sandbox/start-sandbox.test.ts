import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSnapshotCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from './sandbox';
import { startSandbox } from './start-sandbox';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const appUrl = 'http://127.0.0.1:3999';

test('several sandboxes run beside each other without sharing anything', async () => {
  const options: SandboxOptions = { dataDir: '', appUrl, include: ['freshservice'] };
  const [one, other] = await Promise.all([startSandbox(options), startSandbox(options)]);
  await fetch(`${one.freshservice.url}/changes/7303`);
  expect([one.calls.count(), other.calls.count()]).toEqual([1, 0]);
  await Promise.all([one.close(), other.close()]);
  await expect(fetch(one.freshservice.url)).rejects.toThrow('fetch failed');
});

test('names only the variables of what it started', async () => {
  const sandbox = await startSandbox({ dataDir: '', appUrl, include: ['slack'] });
  await sandbox.close();
  expect(Object.keys(sandbox.environment)).toEqual([
    'SLACK_API_URL',
    'SLACK_BOT_TOKEN',
    'SLACK_CHANNEL',
    'SLACK_USERNAME',
  ]);
});

test('a taken port is an error, and nothing stays open', async () => {
  const first = await startSandbox({ dataDir: '', appUrl, include: ['slack'] });
  const port = Number(new URL(first.slack.url).port);
  await expect(startSandbox({ dataDir: '', appUrl, ports: { slack: port } })).rejects.toMatchObject(
    { code: 'EADDRINUSE' },
  );
  await first.close();
});

test('a second start keeps the snapshots and messages of the first', async () => {
  const options: SandboxOptions = {
    dataDir: await temporaryFolder(),
    appUrl,
    include: ['ec2', 'slack'],
    persist: true,
  };
  const first = await startSandbox(options);
  const VolumeId = first.ec2.world.volumes[0]?.volumeId;
  const { url: endpoint, ...credentials } = first.ec2;
  const ec2 = new EC2Client({ endpoint, region: 'eu-west-1', credentials });
  const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
  await fetch(`${first.slack.url}chat.postMessage`, {
    method: 'POST',
    body: new URLSearchParams({ token: first.slack.token, channel: 'general', text: 'kept' }),
  });
  await first.close();
  const second = await startSandbox(options);
  const kept = second.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  expect(kept.map(({ snapshotId }) => snapshotId)).toEqual([SnapshotId]);
  expect(second.slack.messages.list()).toMatchObject([{ text: 'kept' }]);
  await second.close();
});

test('runs as a process that says where it is and ends on a signal', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'sandbox/main.ts', '--include', 'slack'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { slack, control } = JSON.parse(String(line)) as Record<string, string>;
  expect((await fetch(`${control}/api/state`)).status).toBe(200);
  expect((await fetch(`${slack}auth.test`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
