import { AppError } from '@/lib/errors/app-error';
import type { EnvironmentInventory, Instance } from '@/lib/plan/inventory';
import type { SnapshotTag } from '@/lib/plan/plan';
import type { AwsEnvironment } from './create-aws-environment';
import type { InstanceQuery } from './find-instances';

export type InventoryQuery = InstanceQuery & {
  /** Asks, for the first volume, whether a snapshot with these tags could be taken. */
  readonly permissionProbe?:
    { readonly tags: readonly SnapshotTag[]; readonly description: string } | undefined;
};

type Problem = EnvironmentInventory['problems'][number];
type Attempt<T> = { readonly value: T; readonly problems: readonly Problem[] };

/**
 * What one environment holds of the things a ticket names. What could not be asked is a problem of
 * the inventory, so that one environment that is down does not hide the others.
 */
export async function readInventory(
  environment: AwsEnvironment,
  query: InventoryQuery,
): Promise<EnvironmentInventory> {
  const [region, identity, instances] = await Promise.all([
    attempt(environment.readRegion(), 'unknown'),
    attempt(environment.fetchIdentity(), null),
    attempt(environment.findInstances(query), []),
  ]);
  const volumeIds = listRootVolumes(instances.value);
  const [volumes, snapshots, permission] = await Promise.all([
    attempt(environment.describeVolumes(volumeIds), []),
    attempt(environment.listSnapshots(volumeIds), []),
    attempt(probePermission(environment, volumeIds[0], query.permissionProbe), []),
  ]);
  const failed = [region, identity, instances, volumes, snapshots, permission];
  return {
    environment: environment.name,
    region: region.value,
    accountId: identity.value?.accountId ?? null,
    identityArn: identity.value?.arn ?? null,
    instances: instances.value,
    volumes: volumes.value,
    snapshots: snapshots.value,
    problems: dropRepeats([...failed.flatMap((one) => one.problems), ...permission.value]),
  };
}

async function attempt<T>(pending: Promise<T>, otherwise: T): Promise<Attempt<T>> {
  try {
    return { value: await pending, problems: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = error.code === 'aws-denied' ? 'environment-denied' : 'environment-unreachable';
    const problem: Problem = { code, message: error.message, hint: error.hint };
    return { value: otherwise, problems: [problem] };
  }
}

async function probePermission(
  environment: AwsEnvironment,
  volumeId: string | undefined,
  probe: InventoryQuery['permissionProbe'],
): Promise<readonly Problem[]> {
  if (volumeId === undefined || probe === undefined) return [];
  const permission = await environment.checkCreatePermission({ volumeId, ...probe });
  if (permission.allowed) return [];
  const hint =
    permission.missing === 'unknown'
      ? 'EC2 would refuse a snapshot here; see its own words.'
      : `Allow ${permission.missing} in the policy of this environment (see the README).`;
  return [{ code: 'environment-denied', message: permission.message, hint }];
}

/** Terminated instances do not count, so neither do their volumes. */
function listRootVolumes(instances: readonly Instance[]): readonly string[] {
  const volumeIds = instances
    .filter((one) => one.state !== 'terminated' && one.state !== 'shutting-down')
    .map((one) => one.rootVolumeId)
    .filter((id) => id !== null);
  return [...new Set(volumeIds)];
}

/** Credentials that are missing fail every call alike; the agent reads it once. */
function dropRepeats(problems: readonly Problem[]): readonly Problem[] {
  const byMeaning = new Map(problems.map((one) => [`${one.code} ${one.hint} ${one.message}`, one]));
  return [...byMeaning.values()];
}
