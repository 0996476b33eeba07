import type { SnapshotRecord } from './ec2-world';

/** What a snapshot looks like at a moment; nothing has to run in between. */
export type SnapshotView = {
  readonly state: 'pending' | 'completed' | 'error';
  /** Text such as `37%`; empty until EC2 has something to report. */
  readonly progress: string;
  readonly startedAt: number;
};

export function viewSnapshot(snapshot: SnapshotRecord, nowMs: number): SnapshotView {
  const startedAt =
    snapshot.constantAgeMs === undefined ? snapshot.startedAt : nowMs - snapshot.constantAgeMs;
  const done = (nowMs - startedAt) / snapshot.durationMs;
  if (done < 1) {
    const percent = Math.floor(done * 100);
    return { state: 'pending', progress: percent <= 0 ? '' : `${percent}%`, startedAt };
  }
  const failed = snapshot.outcome === 'error';
  return { state: snapshot.outcome, progress: failed ? '0%' : '100%', startedAt };
}
