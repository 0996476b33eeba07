import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { createFinding, identifyRequest, joinNames, labelRequest } from './finding';
import { type InventoryIndex, listSpellings } from './index-inventory';
import type { EnvironmentInventory, Instance } from './inventory';
import type { Finding } from './plan';
import { type Resolution, resolveVolume } from './resolve-volume';

/** The live instances of one environment that a request could mean. */
type EnvironmentMatch = {
  readonly index: InventoryIndex;
  readonly instances: readonly Instance[];
  /** The address is not the instance's primary one. */
  readonly secondary: boolean;
};

/** Finds the one instance and its root volume that a request means, or says why there is none. */
export function matchRequest(
  request: SnapshotRequest,
  indexes: readonly InventoryIndex[],
): Resolution {
  const matches = matchInstances(request.target, indexes);
  const [match, ...otherEnvironments] = matches;
  if (match === undefined) return refuseUnfound(request, indexes);
  if (otherEnvironments.length > 0) {
    return { ok: false, finding: severalEnvironmentsFinding(request, matches) };
  }
  const [instance, ...others] = match.instances;
  if (instance === undefined || others.length > 0) {
    return { ok: false, finding: ambiguousFinding(request, match) };
  }
  return resolveVolume(request, match, instance);
}

/** An environment that could not be asked may hold the server: then "not found" would be a lie. */
function refuseUnfound(request: SnapshotRequest, indexes: readonly InventoryIndex[]): Resolution {
  const asked = indexes.filter((index) => wasAsked(index.inventory));
  const unasked = indexes.filter((index) => !wasAsked(index.inventory));
  const problem = unasked[0]?.inventory.problems[0];
  const names = listNames(asked);
  if (problem !== undefined) {
    const finding = unreadEnvironmentFinding(request, problem.code, listNames(unasked), names);
    return { ok: false, finding };
  }
  const ended = listEndedTwins(request.target, indexes);
  const finding = notFoundFinding(request, names, ended);
  const isName = request.target.by === 'name' && ended.length === 0;
  return isName ? { ok: false, finding, missingIn: names } : { ok: false, finding };
}

function listNames(indexes: readonly InventoryIndex[]): readonly string[] {
  return indexes.map((index) => index.inventory.environment);
}

// Where instances came back, the problem is another one, such as a missing permission to create.
function wasAsked(inventory: EnvironmentInventory): boolean {
  return inventory.problems.length === 0 || inventory.instances.length > 0;
}

/** Asks every environment; only those that know the server are in the answer. */
function matchInstances(
  target: SnapshotRequest['target'],
  indexes: readonly InventoryIndex[],
): readonly EnvironmentMatch[] {
  return indexes
    .map((index) => matchInEnvironment(target, index))
    .filter((match) => match.instances.length > 0);
}

/** The primary address first; any other address only where no primary one fits. */
function matchInEnvironment(
  target: SnapshotRequest['target'],
  index: InventoryIndex,
): EnvironmentMatch {
  if (target.by === 'name') {
    return { index, instances: findByName(target, index), secondary: false };
  }
  const primary = index.byPrimaryAddress.get(target.address) ?? [];
  if (primary.length > 0) return { index, instances: primary, secondary: false };
  return { index, instances: index.byAnyAddress.get(target.address) ?? [], secondary: true };
}

/** Blanks are part of a Name tag, so the written ones come first. */
function findByName(
  target: Extract<SnapshotRequest['target'], { by: 'name' }>,
  { byName }: InventoryIndex,
): readonly Instance[] {
  const [asWritten, tidy] = listSpellings(target);
  const found = asWritten.flatMap((name) => byName.get(name) ?? []);
  return found.length > 0 ? found : tidy.flatMap((name) => byName.get(name) ?? []);
}

/** Instances that had the address or name but have ended; they explain a search that failed. */
function listEndedTwins(
  target: SnapshotRequest['target'],
  indexes: readonly InventoryIndex[],
): readonly Instance[] {
  return indexes
    .flatMap((index) => index.ended)
    .filter((instance) =>
      target.by === 'name'
        ? instance.nameTag === target.name
        : instance.primaryAddress === target.address || instance.addresses.includes(target.address),
    );
}

function notFoundFinding(
  request: SnapshotRequest,
  environments: readonly string[],
  ended: readonly Instance[],
): Finding {
  const what = request.target.by === 'name' ? 'this exact Name tag' : 'this private IP address';
  const twins = ended.map(({ instanceId, state }) => `${instanceId} (${state})`);
  const because = twins.length > 0 ? ` It belonged to ${joinNames(twins.sort())}.` : '';
  return createFinding({
    code: 'instance-not-found',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)}: no instance with ${what} in ${joinNames(environments) || 'any environment'}.${because}`,
    hint:
      request.target.by === 'name'
        ? 'Check the spelling (case and spaces matter), or use the IP address instead.'
        : 'Correct the address in the task, or choose the environment that contains the server.',
    taskIds: [request.taskId],
  });
}

function unreadEnvironmentFinding(
  request: SnapshotRequest,
  code: EnvironmentInventory['problems'][number]['code'],
  unasked: readonly string[],
  asked: readonly string[],
): Finding {
  const elsewhere = asked.length > 0 ? ` It is not in ${joinNames(asked)}.` : '';
  return createFinding({
    code,
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} could not be checked in ${joinNames(unasked)}.${elsewhere}`,
    hint: 'Refresh when the environment is reachable, or choose the environment that contains the server.',
    taskIds: [request.taskId],
    environment: unasked.length === 1 ? (unasked[0] ?? null) : null,
  });
}

function ambiguousFinding(request: SnapshotRequest, match: EnvironmentMatch): Finding {
  const { environment } = match.index.inventory;
  const instances = match.instances.map(nameInstance).sort();
  return createFinding({
    code: 'instance-ambiguous',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} matches ${instances.length} instances in ${environment}: ${joinNames(instances)}.`,
    hint: 'Identify the server in the task by something that only one of these instances has.',
    taskIds: [request.taskId],
    environment,
  });
}

function severalEnvironmentsFinding(
  request: SnapshotRequest,
  matches: readonly EnvironmentMatch[],
): Finding {
  const places = matches.map(({ index, instances }) => {
    return `${index.inventory.environment} (${joinNames(instances.map(nameInstance).sort())})`;
  });
  return createFinding({
    code: 'instance-in-several-environments',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${labelRequest(request)} was found in ${places.length} environments: ${joinNames(places)}.`,
    hint: 'Choose the environment that the change is for instead of all environments.',
    taskIds: [request.taskId],
  });
}

function nameInstance(instance: Instance): string {
  return instance.nameTag === null
    ? instance.instanceId
    : `${instance.instanceId} “${instance.nameTag}”`;
}
