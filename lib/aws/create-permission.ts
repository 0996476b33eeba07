import { CreateSnapshotCommand, type CreateSnapshotCommandInput } from '@aws-sdk/client-ec2';
import { AppError } from '@/lib/errors/app-error';
import { buildAwsError } from './aws-error';
import { decodeMessageCommand } from './aws-error-codes';
import { type AwsFailure, parseAwsFailure, type Problem } from './aws-failure';
import type { AwsClients } from './create-clients';
import { buildCreateInput, type SnapshotInput } from './create-snapshot';

export type CreatePermission =
  { readonly allowed: true } | { readonly allowed: false; readonly problem: Omit<Problem, 'code'> };

type Refusal = Extract<AwsFailure, { kind: 'answered' }>;
type Answer =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'not-ec2'; readonly message: string };

/**
 * Asks EC2 with its own `DryRun` whether exactly this snapshot could be taken. One call when it
 * can; a second one, without tags, tells which permission is missing when it cannot. Throws an
 * `AppError` of an `aws-*` code when EC2 could not be asked.
 */
export async function checkCreatePermission(
  clients: AwsClients,
  input: SnapshotInput,
): Promise<CreatePermission> {
  const { TagSpecifications: tags, ...untagged } = buildCreateInput(input);
  const tagged = await askDryRun(clients, { ...untagged, TagSpecifications: tags });
  if (tagged.kind === 'allowed') return { allowed: true };
  if (tagged.kind === 'not-ec2') {
    const hint = 'Check AWS_ENDPOINT_URL: the endpoint must be EC2.';
    return { allowed: false, problem: { message: tagged.message, hint } };
  }
  const { refusal } = tagged;
  if (refusal.code !== 'UnauthorizedOperation') {
    return { allowed: false, problem: refusalProblem(clients, refusal) };
  }
  const policy = findDenyingPolicy(refusal.message);
  if (policy !== null) return { allowed: false, problem: denyProblem(clients, refusal, policy) };
  const missing =
    (await askDryRun(clients, untagged)).kind === 'allowed'
      ? 'ec2:CreateTags'
      : 'ec2:CreateSnapshot';
  const problem = {
    message: `In environment ${clients.environment}, ${clients.identity} lacks ${missing}.`,
    hint: `Allow ${missing} in the policy of this environment (see docs/iam/policy.json).`,
    ...decodeCommand(refusal),
  };
  return { allowed: false, problem };
}

async function askDryRun(clients: AwsClients, input: CreateSnapshotCommandInput): Promise<Answer> {
  try {
    const options = { abortSignal: AbortSignal.timeout(clients.readDeadlineMs) };
    const command = new CreateSnapshotCommand({ ...input, DryRun: true });
    const reply = await clients.readEc2.send(command, options);
    // EC2 itself always answers a dry run with an error. What does not is not EC2.
    const message = `The endpoint ignored DryRun (${reply.SnapshotId ?? 'no snapshot'}).`;
    return { kind: 'not-ec2', message };
  } catch (error) {
    return readAnswer(error, clients);
  }
}

/** EC2 looks at the permission first; the plan itself says what is wrong with the volume. */
const ABOUT_THE_VOLUME =
  /^(?:InvalidVolume(?:ID)?(?:\..*)?|IncorrectState|VolumeInUse|ConcurrentSnapshotLimitExceeded|SnapshotCreationPerVolumeRateExceeded)$/;

function readAnswer(error: unknown, clients: AwsClients): Answer {
  const failure = parseAwsFailure(error);
  if (failure.kind === 'answered') {
    if (failure.code === 'DryRunOperation' || ABOUT_THE_VOLUME.test(failure.code)) {
      return { kind: 'allowed' };
    }
    if (failure.code === 'UnauthorizedOperation') return { kind: 'refused', refusal: failure };
  }
  const thrown = buildAwsError(error, { ...clients, operation: 'CreateSnapshot (DryRun)' });
  const refused = thrown instanceof AppError && thrown.code === 'aws-refused';
  if (refused && failure.kind === 'answered') return { kind: 'refused', refusal: failure };
  throw thrown;
}

/** What the create would meet as well, in EC2's words. */
function refusalProblem(clients: AwsClients, refusal: Refusal): Omit<Problem, 'code'> {
  const aboutTags = /tag/i.test(refusal.code) || /\btags?\b/i.test(refusal.message);
  return {
    message: `EC2 would refuse a snapshot in environment ${clients.environment}: ${refusal.code}, ${refusal.message.slice(0, MESSAGE_LIMIT_CHARS)}`,
    hint: aboutTags
      ? 'Set the tags that your organization requires as extraTags of this environment in AWS_ENVIRONMENTS (see docs/iam).'
      : 'Resolve this in AWS, then look the ticket up again.',
    ...decodeCommand(refusal),
  };
}

const MESSAGE_LIMIT_CHARS = 500;

type DenyingPolicy = { readonly kind: string; readonly arn: string | null };

const ORGANIZATION = ['service control policy', 'resource control policy'];
const DENIED_BY = new RegExp(
  `(?:explicit deny in an?|because no) (${ORGANIZATION.join('|')}|permissions boundary|session policy|VPC endpoint policy|resource-based policy)(?:: (arn:[^\\s]+))?`,
  'i',
);
const EXPLICIT_DENY = /with an explicit deny in an? ([a-z-]+ policy)(?:: (arn:[^\s]+))?/i;

/** Which policy says no where the policy of the role itself cannot help. AWS names it only in words. */
function findDenyingPolicy(message: string): DenyingPolicy | null {
  const found = DENIED_BY.exec(message) ?? EXPLICIT_DENY.exec(message);
  if (found === null) return null;
  return { kind: found[1]?.toLowerCase() ?? '', arn: found[2]?.replace(/[.,]$/, '') ?? null };
}

function denyProblem(
  clients: AwsClients,
  refusal: Refusal,
  { kind, arn }: DenyingPolicy,
): Omit<Problem, 'code'> {
  const organization = ORGANIZATION.includes(kind);
  const action = /to perform: (ec2:\w+)/.exec(refusal.message)?.[1] ?? 'ec2:CreateSnapshot';
  const owner = organization ? 'Your organization denies' : 'AWS denies';
  const policy = `${organization ? 'a' : 'an explicit deny in a'} ${kind}${arn === null ? '' : ` (${arn})`}`;
  return {
    message: `${owner} ${action} in environment ${clients.environment} to ${clients.identity}, by ${policy}.`,
    hint: organization
      ? 'The policy of this environment cannot allow it. Ask the people who manage the organization in AWS.'
      : `Change the ${kind}; allowing ${action} in another policy does not help.`,
    ...decodeCommand(refusal),
  };
}

/** AWS says the rest only to those who may decode it. Kept whole: a part cannot be decoded. */
function decodeCommand({ encodedMessage }: Refusal): Pick<Problem, 'command'> {
  return encodedMessage === null ? {} : { command: decodeMessageCommand(encodedMessage) };
}
