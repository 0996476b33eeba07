import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { noteMarker } from '@/lib/freshservice/build-run-note';
import type { Harness } from '../harness';
import type { EffectWriter } from './effect-writer';

/**
 * The usual code, as a control: it posts again when it hears nothing, closes every open task of the
 * ticket, and takes the snapshots that carry the run's tag for the run's own.
 */
export function createCarelessWriter({ sandbox }: Harness): EffectWriter {
  const ec2 = new EC2Client({ region: 'eu-west-1', maxAttempts: 10 });
  const listTagged = async ([runId = '']: readonly string[]) => {
    const Filters = [{ Name: 'tag:snapgate:run', Values: [runId] }];
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ Filters }));
    return Snapshots.flatMap(({ SnapshotId }) => SnapshotId ?? []);
  };
  return {
    async writeToTicket({ reference, runIds }) {
      const ticket = `changes/${reference.replace(/\D/g, '')}`;
      const body = runIds.map(noteMarker).join('');
      await send(sandbox, 'POST', `${ticket}/notes`, { body });
      const open = sandbox.freshservice.tickets
        .findByReference(reference)
        ?.tasks.filter(({ status }) => status !== COMPLETED);
      for (const { id } of open ?? []) {
        await send(sandbox, 'PUT', `${ticket}/tasks/${id}`, { status: COMPLETED });
      }
    },
    async correctName({ runIds }, name) {
      const Tags = [{ Key: 'Name', Value: name }];
      const Resources = await listTagged(runIds);
      await ec2.send(new CreateTagsCommand({ Resources, Tags }));
    },
    async deleteSnapshot({ runIds }) {
      for (const SnapshotId of await listTagged(runIds)) {
        // After a lost reply it is gone already.
        await ec2.send(new DeleteSnapshotCommand({ SnapshotId })).catch(() => undefined);
      }
      return [];
    },
  };
}

const COMPLETED = 3;

async function send(
  { freshservice }: Harness['sandbox'],
  method: 'POST' | 'PUT',
  path: string,
  body: object,
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${freshservice.apiKey}:X`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const request = { method, headers, body: JSON.stringify(body) };
  for (;;) {
    const reply = await fetch(`${freshservice.url}/${path}`, request).catch(() => null);
    if (reply?.ok === true) return;
  }
}
