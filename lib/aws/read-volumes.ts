import type { ExistingSnapshot, Volume } from '@/lib/plan/inventory';
import { attemptRead, type Problem } from './attempt-read';
import type { AwsEnvironment } from './create-aws-environment';

type VolumeReading = {
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly ExistingSnapshot[];
  readonly problems: readonly Problem[];
};

/** Volumes and the snapshots they have, side by side. Asks nothing where there is no volume. */
export async function readVolumes(
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
