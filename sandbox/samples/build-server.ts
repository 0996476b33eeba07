import { createHash } from 'node:crypto';
import { environmentNamed } from '../ec2/accounts';
import type { InstanceRecord, SnapshotRecord, VolumeRecord } from '../ec2/ec2-world';
import type { SampleServer, SampleSnapshot } from './sample';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ROOT_DEVICE = '/dev/xvda';
const NEVER_MS = 365 * DAY_MS;

export type BuiltServer = {
  readonly instance: InstanceRecord;
  readonly volumes: readonly VolumeRecord[];
  readonly snapshots: readonly SnapshotRecord[];
};

/** Turns a server into what EC2 holds of it. Ids follow from the name, so they never change. */
export function buildServer(server: SampleServer, startMs: number): BuiltServer {
  const environment = environmentNamed(server.environment ?? 'prod-eu');
  const place = { accountId: environment.accountId, region: environment.region };
  const seed = `${environment.name}/${server.name}/${server.address}/${server.twin ?? ''}`;
  const ids = { instanceId: `i-0${hash(seed)}`, volumeId: `vol-0${hash(`root of ${seed}`)}` };
  const volumes = hasDisk(server) ? [buildVolume(server, place, ids, startMs)] : [];
  const [root] = volumes;
  return {
    instance: {
      ...place,
      instanceId: ids.instanceId,
      instanceType: server.rootDeviceType === 'instance-store' ? 'm3.medium' : 'm6i.large',
      state: server.state ?? 'running',
      tags: { Name: server.name, Team: 'operations' },
      launchedAt: startMs - 90 * DAY_MS,
      primaryAddress: server.address,
      secondaryAddresses: server.secondaryAddresses ?? [],
      vpcId: `vpc-0${hash(`${environment.name}/${server.twin ?? server.name}`)}`,
      rootDeviceType: server.rootDeviceType ?? 'ebs',
      rootDeviceName: server.rootDeviceName ?? ROOT_DEVICE,
      disks: volumes.map(({ volumeId }) => ({ deviceName: ROOT_DEVICE, volumeId })),
    },
    volumes,
    snapshots:
      root === undefined
        ? []
        : (server.snapshots ?? []).map((one, index) => buildSnapshot(one, root, index, startMs)),
  };
}

/** EC2 maps no volumes to an instance that is gone or still starting. */
function hasDisk({ rootDeviceType, state }: SampleServer): boolean {
  return rootDeviceType !== 'instance-store' && state !== 'terminated' && state !== 'pending';
}

function buildVolume(
  server: SampleServer,
  place: { readonly accountId: string; readonly region: string },
  ids: { readonly instanceId: string; readonly volumeId: string },
  startMs: number,
): VolumeRecord {
  return {
    ...place,
    volumeId: ids.volumeId,
    volumeType: 'gp3',
    sizeGib: 30,
    encrypted: false,
    state: 'in-use',
    createdAt: startMs - 90 * DAY_MS,
    attachedTo: ids.instanceId,
    deviceName: ROOT_DEVICE,
    tags: { Name: `${server.name} root` },
    ...server.volume,
  };
}

function buildSnapshot(
  sample: SampleSnapshot,
  volume: VolumeRecord,
  index: number,
  startMs: number,
): SnapshotRecord {
  const ageMs = sample.ageMinutes * MINUTE_MS;
  return {
    accountId: volume.accountId,
    region: volume.region,
    snapshotId: `snap-0${hash(`${index} of ${volume.volumeId}`)}`,
    volumeId: volume.volumeId,
    volumeSizeGib: volume.sizeGib,
    encrypted: volume.encrypted,
    description: 'Taken before the sandbox started',
    tags: sample.ticket === undefined ? {} : { Ticket: sample.ticket },
    startedAt: startMs - ageMs,
    constantAgeMs: ageMs,
    durationMs: sample.state === 'pending' ? Math.min(ageMs * 2.7, NEVER_MS) : MINUTE_MS,
    outcome: 'completed',
    origin: 'sample',
  };
}

const hashes = new Map<string, string>();

/** 16 hex digits. Remembered, because tests put the samples back thousands of times. */
function hash(text: string): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const fresh = createHash('sha256').update(text).digest('hex').slice(0, 16);
  hashes.set(text, fresh);
  return fresh;
}
