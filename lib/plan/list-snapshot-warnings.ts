import { listTaskIds } from './build-step';
import { createFinding } from './create-finding';
import { joinNames } from './describe-request';
import type { ExistingSnapshot } from './inventory';
import type { VolumeTargets } from './merge-targets';
import type { Finding, WarningCode } from './plan';

const RECENT_MS = 15 * 60 * 1000;

/** Snapshots that already exist and may make another one needless, or slow. */
export function listSnapshotWarnings(
  volume: VolumeTargets,
  ticket: string,
  now: Date,
): readonly Finding[] {
  // A failed snapshot is neither in the way nor of use.
  const good = volume.lead.snapshots.filter(({ state }) => state !== 'error');
  const pending = good.filter(({ state }) => state === 'pending');
  const forTicket = good.filter((snapshot) => snapshot.ticket === ticket);
  const recent = good.filter(({ startedAt }) => now.getTime() - Date.parse(startedAt) < RECENT_MS);
  return [
    warn(volume, pending, {
      code: 'snapshot-pending',
      what: 'a snapshot is still pending',
      hint: 'Another one is possible, but EC2 allows only a few at a time per volume.',
    }),
    warn(volume, forTicket, {
      code: 'snapshot-for-ticket-exists',
      what: `already taken for ${ticket}`,
      hint: TAKEN_HINT,
    }),
    warn(volume, recent, {
      code: 'snapshot-recent',
      what: 'taken less than 15 minutes ago',
      hint: TAKEN_HINT,
    }),
  ].filter((finding) => finding !== null);
}

const TAKEN_HINT = 'Tick this if the change needs a further snapshot.';

type Words = { readonly code: WarningCode; readonly what: string; readonly hint: string };

// The key names the newest snapshot: a tick for one snapshot does not cover a later one.
function warn(
  volume: VolumeTargets,
  snapshots: readonly ExistingSnapshot[],
  { code, what, hint }: Words,
): Finding | null {
  const sorted = [...snapshots].sort(compareNewestFirst);
  const [newest] = sorted;
  if (newest === undefined) return null;
  const { serverName, volume: found, inventory } = volume.lead;
  const ids = joinNames(sorted.map((one) => one.snapshotId));
  return createFinding({
    code,
    subject: `${volume.key}:${newest.snapshotId}`,
    severity: 'warning',
    message: `${serverName}, ${found.volumeId}: ${what} (${ids}, the newest started ${newest.startedAt}).`,
    hint,
    taskIds: listTaskIds(volume),
    environment: inventory.environment,
  });
}

function compareNewestFirst(a: ExistingSnapshot, b: ExistingSnapshot): number {
  return (
    Date.parse(b.startedAt) - Date.parse(a.startedAt) || (a.snapshotId < b.snapshotId ? -1 : 1)
  );
}
