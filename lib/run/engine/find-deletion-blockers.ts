import type { DeletionFacts } from '@/lib/aws/deletion-facts';
import type { SnapshotTag } from '@/lib/plan/plan';

/** A snapshot as the record has it: what EC2 says must agree with it. */
export type RecordedSnapshot = {
  readonly snapshotId: string;
  /** The run that took it, and its step there. */
  readonly runId: string;
  readonly stepId: string;
  readonly volumeId: string;
  readonly tags: readonly SnapshotTag[];
  /** The Name tag since it was corrected; null: as in `tags`. */
  readonly correctedName: string | null;
};

/**
 * Why a snapshot must not be deleted, one sentence each; empty: it may be. A snapshot that is gone
 * already has nothing against it. Pure.
 */
export function findDeletionBlockers(
  recorded: RecordedSnapshot,
  facts: DeletionFacts | undefined,
): readonly string[] {
  if (facts === undefined) return ['Its state in EC2 was not checked.'];
  if (facts.kind === 'gone') return [];
  const { lock, images, sharedWith, fastRestore } = facts;
  return [
    ...(facts.volumeId === recorded.volumeId
      ? []
      : [`It is a snapshot of ${facts.volumeId}, but the record says ${recorded.volumeId}.`]),
    ...findTagMismatches(recorded, facts.tags),
    ...(lock === null
      ? []
      : [lock === 'unknown' ? 'Its lock state is unknown.' : `It is locked (${lock}).`]),
    ...(images.length === 0 ? [] : [`It is used by the image ${images.join(', ')}.`]),
    ...(sharedWith.length === 0 ? [] : [`It is shared with ${sharedWith.join(', ')}.`]),
    ...(fastRestore ? ['Fast Snapshot Restore is enabled for it.'] : []),
  ];
}

/** Every tag of the record as it was given, and none that came from elsewhere. */
function findTagMismatches(
  { tags, correctedName, runId, stepId }: RecordedSnapshot,
  live: readonly SnapshotTag[],
): readonly string[] {
  const expected = new Map(tags.map(({ key, value }) => [key, value]));
  if (correctedName !== null) expected.set('Name', correctedName);
  expected.set('snapgate:run', runId);
  expected.set('snapgate:step', stepId);
  const found = new Map(live.map(({ key, value }) => [key, value]));
  const different = [...expected].filter(([key, value]) => found.get(key) !== value);
  const foreign = [...found.keys()].filter((key) => !expected.has(key));
  const isBackup = foreign.some((key) => key.startsWith('aws:backup:'));
  return [
    ...(different.length === 0
      ? []
      : [`Its tags differ from the record: ${different.map(([key]) => key).join(', ')}.`]),
    ...(isBackup ? ['It is managed by AWS Backup.'] : []),
    ...(foreign.length > 0 && !isBackup
      ? [`It has tags that Snapgate did not set: ${foreign.join(', ')}.`]
      : []),
  ];
}
