import { AppError } from '@/lib/errors/app-error';
import type {
  EnvironmentInventory,
  ExistingSnapshot,
  Instance,
  Volume,
} from '@/lib/plan/inventory';
import type { SnapshotTag } from '@/lib/plan/plan';
import type { AwsEnvironment } from './aws-environment';
import type { Problem } from './aws-failure';
import type { InstanceQuery } from './instances';
import { createRootVolumeCache, type RootVolumeCache } from './root-volume-cache';

/** A snapshot like those that would be taken, to ask EC2 whether it would be allowed. */
type PermissionProbe = {
  readonly tags: readonly SnapshotTag[];
  readonly description: string;
};

export type InventoryQuery = InstanceQuery & {
  /** Asks, for one volume, whether a snapshot with these tags could be taken. */
  readonly permissionProbe?: PermissionProbe | undefined;
};

/**
 * What one environment holds of the things a ticket names. What could not be asked is a problem of
 * the inventory, so that one environment that is down does not hide the others. Volumes that the
 * cache expects are asked for at once; the others when the instances have named them.
 */
export async function fetchInventory(
  environment: AwsEnvironment,
  query: InventoryQuery,
  cache: RootVolumeCache = createRootVolumeCache(),
): Promise<EnvironmentInventory> {
  const guessed = cache.guess(query);
  const [expected] = guessed;
  const [region, identity, instances, early, earlyProbe] = await Promise.all([
    attemptRead(environment.readRegion(), 'unknown'),
    attemptRead(environment.fetchIdentity(), null),
    attemptRead(environment.findInstances(query), []),
    fetchVolumes(environment, guessed),
    probePermission(environment, expected, query.permissionProbe),
  ]);
  cache.learn(instances.value);

  const needed = listRootVolumes(instances.value);
  const known = new Set(guessed);
  // Whether a snapshot may be taken is asked for a volume that would be taken.
  const asked = expected !== undefined && needed.has(expected);
  const [late, lateProbe] = await Promise.all([
    fetchVolumes(
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
    extraTags: environment.extraTags,
    keepDays: environment.keepDays,
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

type VolumeReading = {
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly ExistingSnapshot[];
  readonly problems: readonly Problem[];
};

/** Volumes and the snapshots they have, side by side. Asks nothing where there is no volume. */
async function fetchVolumes(
  environment: AwsEnvironment,
  volumeIds: readonly string[],
): Promise<VolumeReading> {
  const [volumes, snapshots] = await Promise.all([
    attemptRead(environment.describeVolumes(volumeIds), []),
    attemptRead(environment.listSnapshots(volumeIds), []),
  ]);
  return {
    volumes: volumes.value,
    snapshots: snapshots.value,
    problems: [...volumes.problems, ...snapshots.problems],
  };
}

/** What stands against a snapshot of this volume, as EC2's own `DryRun` says. */
async function probePermission(
  environment: AwsEnvironment,
  volumeId: string | undefined,
  probe: PermissionProbe | undefined,
): Promise<readonly Problem[]> {
  if (volumeId === undefined || probe === undefined) return [];
  const { extraTags, keepDays } = environment;
  const expires = keepDays === null ? [] : [{ key: 'snapgate:expires', value: 'dry-run' }];
  const tags = [...probe.tags, ...expires, ...extraTags];
  const { value, problems } = await attemptRead(
    environment.checkCreatePermission({ volumeId, ...probe, tags }),
    null,
  );
  if (value === null || value.allowed) return problems;
  return [{ code: 'environment-denied', ...value.problem }];
}

type Attempt<T> = { readonly value: T; readonly problems: readonly Problem[] };

/** What could not be read is a problem of the environment, not an end to everything else. */
async function attemptRead<T>(pending: Promise<T>, otherwise: T): Promise<Attempt<T>> {
  try {
    return { value: await pending, problems: [] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = error.code === 'aws-denied' ? 'environment-denied' : 'environment-unreachable';
    const problem: Problem = { code, message: error.message, hint: error.hint };
    return { value: otherwise, problems: [problem] };
  }
}
