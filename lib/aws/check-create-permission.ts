import { CreateSnapshotCommand, type CreateSnapshotCommandInput } from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import { buildAwsError } from './aws-errors';
import type { AwsClients } from './create-clients';
import { buildCreateInput, type SnapshotOrder } from './create-snapshot';
import { readAwsFailure } from './read-aws-failure';

export type CreatePermission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly missing: 'ec2:CreateSnapshot' | 'ec2:CreateTags' | 'unknown';
      readonly message: string;
    };

type Answer = 'allowed' | 'unauthorized' | { readonly otherwise: string };

/**
 * Asks EC2 with its own `DryRun` whether exactly this snapshot could be taken. One call when it
 * can; a second one, without tags, tells which permission is missing when it cannot. Throws an
 * `AppError` of an `aws-*` code when EC2 could not be asked.
 */
export async function checkCreatePermission(
  clients: AwsClients,
  order: SnapshotOrder,
): Promise<CreatePermission> {
  const { TagSpecifications: tags, ...untagged } = buildCreateInput(order);
  const tagged = await askDryRun(clients, { ...untagged, TagSpecifications: tags });
  if (tagged === 'allowed') return { allowed: true };
  if (tagged !== 'unauthorized') {
    return { allowed: false, missing: 'unknown', message: tagged.otherwise };
  }
  const missing =
    (await askDryRun(clients, untagged)) === 'allowed' ? 'ec2:CreateTags' : 'ec2:CreateSnapshot';
  return {
    allowed: false,
    missing,
    message: `In environment ${clients.environment}, ${clients.identity} lacks ${missing}.`,
  };
}

async function askDryRun(clients: AwsClients, input: CreateSnapshotCommandInput): Promise<Answer> {
  try {
    const options = { abortSignal: AbortSignal.timeout(clients.readDeadlineMs) };
    const command = new CreateSnapshotCommand({ ...input, DryRun: true });
    const reply = await clients.readEc2.send(command, options);
    // EC2 itself always answers a dry run with an error. What does not is not EC2.
    return { otherwise: `The endpoint ignored DryRun (${reply.SnapshotId ?? 'no snapshot'}).` };
  } catch (error) {
    return readAnswer(error, clients);
  }
}

function readAnswer(error: unknown, clients: AwsClients): Answer {
  const failure = readAwsFailure(error);
  if (failure.kind === 'answered' && failure.code === 'DryRunOperation') return 'allowed';
  if (failure.kind === 'answered' && failure.code === 'UnauthorizedOperation') {
    return 'unauthorized';
  }
  const thrown = buildAwsError(error, { ...clients, operation: 'CreateSnapshot (DryRun)' });
  // Such as a volume that is gone: EC2 looks at the permission first, so it is there. The plan
  // itself says what is wrong with the volume.
  if (thrown instanceof AppError && thrown.code === 'aws-refused') return 'allowed';
  throw thrown;
}
