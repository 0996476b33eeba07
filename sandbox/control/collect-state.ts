import { viewSnapshot } from '../ec2/snapshot-state';
import type { SnapshotRecord } from '../ec2/ec2-world';
import type { SandboxState } from '../sandbox-state';

/** A snapshot as people want to read it. Times are ISO 8601 UTC. */
export function formatDescription(snapshot: SnapshotRecord, nowMs: number) {
  const { state, progress, startedAt } = viewSnapshot(snapshot, nowMs);
  const { snapshotId, volumeId, accountId, region, description, tags, origin } = snapshot;
  const started = new Date(startedAt).toISOString();
  const place = { accountId, region };
  return { snapshotId, volumeId, ...place, state, progress, started, description, tags, origin };
}

/** Everything the sandbox holds at the moment, for `GET /api/state`. */
export function collectState(state: SandboxState) {
  const now = state.clock.now();
  return {
    now: new Date(now).toISOString(),
    settings: state.settings,
    faults: state.desk.faults.list(),
    lastCall: state.desk.calls.last(),
    appUrls: state.appUrls,
    tickets: state.tickets.list(),
    instances: state.world.instances,
    volumes: state.world.volumes,
    snapshots: state.world.snapshots.map((one) => formatDescription(one, now)),
    messages: state.messages.list(),
  };
}
