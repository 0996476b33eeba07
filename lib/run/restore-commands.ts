import type { PlannedStep } from '@/lib/plan/plan';
import type { RunStep } from './run';

/** One way to restore a snapshot. Snapgate runs neither form. */
export type RestoreCommand = {
  readonly title: string;
  /** What the command does and what it needs. */
  readonly explanation: string;
  /** The form that changes nothing. */
  readonly check: string;
  readonly command: string;
};

export type RestoreCommands =
  | { readonly kind: 'ready'; readonly commands: readonly RestoreCommand[] }
  | { readonly kind: 'not-ready'; readonly reason: string };

type Place = Pick<PlannedStep, 'availabilityZone' | 'volumeType'>;

/** How to restore the snapshot of a step with the AWS CLI. `profile` is the CLI's, if it has one. */
export function buildRestoreCommands(
  step: RunStep,
  place: Place | undefined,
  profile: string | null,
): RestoreCommands {
  const reason = findReason(step);
  if (reason !== null || step.snapshotId === null) {
    return { kind: 'not-ready', reason: reason ?? 'There is no snapshot.' };
  }
  const { snapshotId } = step;
  return {
    kind: 'ready',
    commands: [
      replaceRootVolume(step, snapshotId, profile),
      createVolume(step, snapshotId, place, profile),
    ],
  };
}

function findReason({ status, snapshotId, snapshotState, deletedAt }: RunStep): string | null {
  if (deletedAt !== null) return 'The snapshot was deleted.';
  if (snapshotId === null || status !== 'created') return 'There is no usable snapshot.';
  if (snapshotState === 'completed') return null;
  return 'The snapshot is not completed yet.';
}

function replaceRootVolume(
  { instanceId, accountId, region, serverName }: RunStep,
  snapshotId: string,
  profile: string | null,
): RestoreCommand {
  const words = [
    ...['aws', 'ec2', 'create-replace-root-volume-task', ...targetOf(region, profile)],
    ...['--instance-id', instanceId, '--snapshot-id', snapshotId],
  ];
  return {
    title: 'Replace the root volume',
    explanation: `Sets the root volume of ${serverName} (account ${accountId}, ${region}) back to this snapshot. The instance must be running and reboots. The current root volume is detached and kept.`,
    ...bothForms(words),
  };
}

/** Used where EC2 did not say what the volume is: `create-volume` itself would make a gp2. */
const USUAL_TYPE = 'gp3';

function createVolume(
  { volumeId, accountId, region, volumeSizeGib }: RunStep,
  snapshotId: string,
  place: Place | undefined,
  profile: string | null,
): RestoreCommand {
  const zone = place?.availabilityZone ?? null;
  const type = place?.volumeType ?? USUAL_TYPE;
  const words = [
    ...['aws', 'ec2', 'create-volume', ...targetOf(region, profile)],
    ...['--availability-zone', zone ?? 'AVAILABILITY_ZONE'],
    ...['--volume-type', type, '--snapshot-id', snapshotId],
  ];
  const first =
    zone === null
      ? 'Replace AVAILABILITY_ZONE with the zone of the instance to attach it to. '
      : '';
  return {
    title: 'Create a volume',
    explanation: `${first}Creates a ${volumeSizeGib} GiB volume from this snapshot of ${volumeId} in account ${accountId}, ${region}. Nothing is attached. Volumes of type io1 and io2 also need --iops.`,
    ...bothForms(words),
  };
}

function targetOf(region: string, profile: string | null): readonly string[] {
  return ['--region', region, ...(profile === null ? [] : ['--profile', profile])];
}

function bothForms(words: readonly string[]): Pick<RestoreCommand, 'check' | 'command'> {
  return { check: joinShellWords([...words, '--dry-run']), command: joinShellWords(words) };
}

/** A line that a POSIX shell takes apart into exactly these words. */
export function joinShellWords(words: readonly string[]): string {
  return words.map(quoteShellWord).join(' ');
}

function quoteShellWord(word: string): string {
  return /^[\w./:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
