import type { Snapshot as WireSnapshot } from '@aws-sdk/client-ec2';
import type { FoundSnapshot, SnapshotState } from './snapshot-report';

const STATES: readonly SnapshotState[] = [
  'pending',
  'completed',
  'error',
  'recoverable',
  'recovering',
];

/** Null where EC2 left out what makes a snapshot a snapshot. Pure. */
export function mapSnapshot(wire: WireSnapshot): FoundSnapshot | null {
  if (wire.SnapshotId === undefined || wire.StartTime === undefined) return null;
  return {
    snapshotId: wire.SnapshotId,
    volumeId: wire.VolumeId ?? '',
    state: parseState(wire.State),
    progress: parseProgress(wire.Progress),
    startedAt: wire.StartTime.toISOString(),
  };
}

/** A word we do not know yet is not final, so the snapshot goes on being watched. */
export function parseState(state: string | undefined): SnapshotState {
  return STATES.find((one) => one === state) ?? 'pending';
}

/** EC2 writes `37%`, and nothing or an empty text at the start. */
export function parseProgress(progress: string | undefined): number | null {
  const digits = /^(\d{1,3})(?:\.\d+)?%$/.exec(progress?.trim() ?? '')?.[1];
  return digits === undefined ? null : Math.min(100, Number(digits));
}
