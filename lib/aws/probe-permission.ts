import type { SnapshotTag } from '@/lib/plan/plan';
import { attemptRead, type Problem } from './attempt-read';
import type { AwsEnvironment } from './create-aws-environment';

/** A snapshot like those that would be taken, to ask EC2 whether it would be allowed. */
export type PermissionProbe = {
  readonly tags: readonly SnapshotTag[];
  readonly description: string;
};

/** What stands against a snapshot of this volume, as EC2's own `DryRun` says. */
export async function probePermission(
  environment: AwsEnvironment,
  volumeId: string | undefined,
  probe: PermissionProbe | undefined,
): Promise<readonly Problem[]> {
  if (volumeId === undefined || probe === undefined) return [];
  const { value, problems } = await attemptRead(
    environment.checkCreatePermission({ volumeId, ...probe }),
    null,
  );
  if (value === null || value.allowed) return problems;
  const hint =
    value.missing === 'unknown'
      ? 'EC2 would refuse a snapshot here; see its own words.'
      : `Allow ${value.missing} in the policy of this environment (see docs/iam/policy.json).`;
  return [{ code: 'environment-denied', message: value.message, hint }];
}
