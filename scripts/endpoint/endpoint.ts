import {
  CreateVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import { setTimeout as wait } from 'node:timers/promises';
import { v7 as createId } from 'uuid';
import { createAwsEnvironment } from '@/lib/aws/aws-environment';
import { createSnapshotDeleter } from '@/lib/aws/delete-snapshot';
import { AppError } from '@/lib/errors/app-error';
import { addDays, formatDescription, tagExpiry, tagSnapshot } from '@/lib/plan/tag-snapshot';
import { findDeletionBlockers } from '@/lib/run/engine/find-deletion-blockers';

/**
 * `AWS_ENDPOINT_URL=http://127.0.0.1:5000 npm run try:endpoint`: creates a snapshot, corrects its
 * name, finds it by its expiry, asks what stands against deleting it, and deletes it, with the product's own calls, at an
 * EC2 endpoint that is not ours. Prints what the endpoint holds at the end. It touches only what it
 * created itself. `DELETE_ROLE_ARN` names the role for deleting.
 */
const { AWS_ENDPOINT_URL, AWS_REGION = 'us-east-1' } = process.env;
const deleteRoleArn = process.env['DELETE_ROLE_ARN'] ?? 'arn:aws:iam::123456789012:role/delete';
if (AWS_ENDPOINT_URL === undefined) {
  console.error('Set AWS_ENDPOINT_URL: this never runs against AWS itself by accident.');
  process.exit(2);
}

const config = { name: 'endpoint', region: AWS_REGION };
const environment = createAwsEnvironment(config);
const deleter = createSnapshotDeleter({ ...config, deleteRoleArn });
const client = new EC2Client({ region: AWS_REGION });
const runId = createId();
const stepId = createId();
const volumeId = await findVolume();
const words = {
  serverName: 'endpoint-01',
  volumeId,
  ticket: 'CHN-1',
  agentEmail: 'endpoint@example.com',
};
const DAY = '20261126';
const KEEP_DAYS = 30;
const tags = [...tagSnapshot(words, DAY), ...tagExpiry(DAY, KEEP_DAYS)];

const created = await environment.createSnapshot(
  {
    volumeId,
    description: formatDescription(words),
    tags: [...tags, { key: 'snapgate:run', value: runId }, { key: 'snapgate:step', value: stepId }],
  },
  { deadlineAt: performance.now() + 10_000 },
);
console.log('create:', created);
if (created.kind !== 'created') process.exit(1);
const { snapshotId } = created;
for (let count = 0; count < 60; count += 1) {
  const [report] = await environment.describeSnapshots([snapshotId]);
  if (report?.state === 'completed') break;
  await wait(1_000);
}
console.log('found by its tags:', await environment.findSnapshotsByStep({ runId, stepId }));

const correctedName = 'endpoint-01-corrected';
await environment.correctName(snapshotId, correctedName);
console.log('correct: the name is now', correctedName);
console.log('expire: by', addDays(DAY, KEEP_DAYS), 'these have expired:', await listExpired());
console.log('expire: a day before, these:', await listExpired(-1));
console.log('stands against deleting:', await askWhatStandsAgainst());
console.log(
  'delete:',
  await deleter.deleteSnapshot(snapshotId, { deadlineAt: performance.now() + 10_000 }),
);
console.log(
  'delete once more:',
  await deleter.deleteSnapshot(snapshotId, { deadlineAt: performance.now() + 10_000 }),
);
await printWhatIsLeft();

async function findVolume(): Promise<string> {
  const known = await client.send(new DescribeVolumesCommand({}));
  const id = known.Volumes?.[0]?.VolumeId;
  if (id !== undefined) return id;
  const made = await client.send(
    new CreateVolumeCommand({ AvailabilityZone: `${AWS_REGION}a`, Size: 1, VolumeType: 'gp3' }),
  );
  return made.VolumeId ?? '';
}

/** An endpoint that cannot answer one of the questions would block the deletion in the product. */
async function askWhatStandsAgainst(): Promise<unknown> {
  try {
    const [facts] = await environment.describeForDeletion([snapshotId]);
    return findDeletionBlockers(
      { snapshotId, runId, stepId, volumeId, tags, correctedName },
      facts,
    );
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `not answered, which blocks in the product: ${error.message}`;
  }
}

/** As a cleanup tool would find them: by the tag at the endpoint, not by our record. */
async function listExpired(days = 0): Promise<readonly (string | undefined)[]> {
  const { Snapshots = [] } = await client.send(
    new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      Filters: [
        { Name: 'tag:snapgate:run', Values: [runId] },
        { Name: 'tag-key', Values: ['snapgate:expires'] },
      ],
    }),
  );
  const by = addDays(DAY, KEEP_DAYS + days);
  const expiryOf = (found: readonly Tag[] = []) =>
    found.find(({ Key }) => Key === 'snapgate:expires')?.Value ?? by;
  return Snapshots.filter(({ Tags }) => expiryOf(Tags) <= by).map(({ SnapshotId }) => SnapshotId);
}

async function printWhatIsLeft(): Promise<void> {
  const { Snapshots = [] } = await client.send(
    new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      Filters: [{ Name: 'volume-id', Values: [volumeId] }],
    }),
  );
  console.log(`the endpoint holds ${Snapshots.length} snapshots of ${volumeId}`);
  for (const one of Snapshots) console.log(one.SnapshotId, one.State, JSON.stringify(one.Tags));
}
