import type { Target } from './resolve-request';

/** Everything that means one volume: one snapshot is taken, however many tasks ask for it. */
export type VolumeTargets = {
  /** `environment/volume id`. */
  readonly key: string;
  /** The one whose words the snapshot gets: of the lowest task id, whatever the order of tasks. */
  readonly lead: Target;
  readonly targets: readonly Target[];
};

/** Groups targets by volume, in the order in which the volumes first appear. */
export function mergeTargets(targets: readonly Target[]): readonly VolumeTargets[] {
  const groups = new Map<string, [Target, ...Target[]]>();
  for (const target of targets) {
    const key = `${target.inventory.environment}/${target.volume.volumeId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [target]);
    else group.push(target);
  }
  return [...groups].map(([key, group]) => ({ key, lead: findLead(group), targets: group }));
}

function findLead([first, ...rest]: readonly [Target, ...Target[]]): Target {
  return rest.reduce((lead, next) => (compareTargets(next, lead) < 0 ? next : lead), first);
}

function compareTargets(a: Target, b: Target): number {
  return (
    compareTaskIds(a.request.taskId, b.request.taskId) ||
    compareText(a.ipAddress, b.ipAddress) ||
    compareText(a.serverName, b.serverName)
  );
}

/** Freshservice's ids are numbers as text: the shorter one is the smaller one. */
export function compareTaskIds(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
