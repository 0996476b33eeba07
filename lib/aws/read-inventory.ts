import type { EnvironmentInventory, Instance } from '@/lib/plan/inventory';
import { attemptRead, type Problem } from './attempt-read';
import type { AwsEnvironment } from './create-aws-environment';
import type { InstanceQuery } from './find-instances';
import { probePermission, type PermissionProbe } from './probe-permission';
import { readVolumes } from './read-volumes';
import { createRootVolumeBook, type RootVolumeBook } from './root-volume-book';

export type InventoryQuery = InstanceQuery & {
  /** Asks, for one volume, whether a snapshot with these tags could be taken. */
  readonly permissionProbe?: PermissionProbe | undefined;
};

/**
 * What one environment holds of the things a ticket names. What could not be asked is a problem of
 * the inventory, so that one environment that is down does not hide the others. Volumes that the
 * book expects are asked for at once; the others when the instances have named them.
 */
export async function readInventory(
  environment: AwsEnvironment,
  query: InventoryQuery,
  book: RootVolumeBook = createRootVolumeBook(),
): Promise<EnvironmentInventory> {
  const guessed = book.guess(query);
  const [expected] = guessed;
  const [region, identity, instances, early, earlyProbe] = await Promise.all([
    attemptRead(environment.readRegion(), 'unknown'),
    attemptRead(environment.fetchIdentity(), null),
    attemptRead(environment.findInstances(query), []),
    readVolumes(environment, guessed),
    probePermission(environment, expected, query.permissionProbe),
  ]);
  book.learn(instances.value);

  const needed = listRootVolumes(instances.value);
  const known = new Set(guessed);
  // Whether a snapshot may be taken is asked for a volume that would be taken.
  const asked = expected !== undefined && needed.has(expected);
  const [late, lateProbe] = await Promise.all([
    readVolumes(
      environment,
      [...needed].filter((volumeId) => !known.has(volumeId)),
    ),
    asked ? earlyProbe : probePermission(environment, [...needed][0], query.permissionProbe),
  ]);
  return {
    environment: environment.name,
    region: region.value,
    accountId: identity.value?.accountId ?? null,
    identityArn: identity.value?.arn ?? null,
    instances: instances.value,
    volumes: [...early.volumes, ...late.volumes],
    snapshots: [...early.snapshots, ...late.snapshots],
    problems: dropRepeats([
      ...[region, identity, instances].flatMap((one) => one.problems),
      ...early.problems,
      ...late.problems,
      ...lateProbe,
    ]),
  };
}

/** Terminated instances do not count, so neither do their volumes. */
function listRootVolumes(instances: readonly Instance[]): ReadonlySet<string> {
  const volumeIds = instances
    .filter((one) => one.state !== 'terminated' && one.state !== 'shutting-down')
    .map((one) => one.rootVolumeId)
    .filter((id) => id !== null);
  return new Set(volumeIds);
}

/** Credentials that are missing fail every call alike; the agent reads it once. */
function dropRepeats(problems: readonly Problem[]): readonly Problem[] {
  const byMeaning = new Map(problems.map((one) => [`${one.code} ${one.hint} ${one.message}`, one]));
  return [...byMeaning.values()];
}
