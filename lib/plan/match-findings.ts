import type { SnapshotRequest } from '@/lib/ticket/ticket';
import { createFinding } from './create-finding';
import { describeRequest, identifyRequest, joinNames } from './describe-request';
import type { EnvironmentInventory, Instance } from './inventory';
import type { EnvironmentMatch } from './match-instances';
import type { Finding } from './plan';

type EnvironmentProblemCode = EnvironmentInventory['problems'][number]['code'];

export function describeNotFound(
  request: SnapshotRequest,
  environments: readonly string[],
  ended: readonly Instance[],
): Finding {
  const what = request.target.by === 'name' ? 'this exact Name tag' : 'this private address';
  const twins = ended.map(({ instanceId, state }) => `${instanceId} is ${state}`);
  const because =
    twins.length > 0 ? ` Only ended instances had it: ${joinNames(twins.sort())}.` : '';
  return createFinding({
    code: 'instance-not-found',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${describeRequest(request)}: no instance with ${what} in ${joinNames(environments) || 'any environment'}.${because}`,
    hint:
      request.target.by === 'name'
        ? 'Check the spelling: upper and lower case count. Or write the address instead.'
        : 'Correct the address in the task, or choose the environment that the server is in.',
    taskIds: [request.taskId],
  });
}

export function describeUnasked(
  request: SnapshotRequest,
  code: EnvironmentProblemCode,
  unasked: readonly string[],
  asked: readonly string[],
): Finding {
  const elsewhere = asked.length > 0 ? ` It is not in ${joinNames(asked)}.` : '';
  return createFinding({
    code,
    subject: identifyRequest(request),
    severity: 'block',
    message: `${describeRequest(request)} could not be checked in ${joinNames(unasked)}.${elsewhere}`,
    hint: 'Look again when the environment answers, or choose the environment that the server is in.',
    taskIds: [request.taskId],
    environment: unasked.length === 1 ? (unasked[0] ?? null) : null,
  });
}

export function describeAmbiguous(request: SnapshotRequest, match: EnvironmentMatch): Finding {
  const { environment } = match.index.inventory;
  const instances = match.instances.map(nameInstance).sort();
  return createFinding({
    code: 'instance-ambiguous',
    subject: identifyRequest(request),
    severity: 'block',
    message: `${describeRequest(request)} fits ${instances.length} instances in ${environment}: ${joinNames(instances)}.`,
    hint: 'Snapgate does not guess. Write something into the task that only one of them has.',
    taskIds: [request.taskId],
    environment,
  });
}

export function describeSeveralEnvironments(
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
    message: `${describeRequest(request)} was found in ${places.length} environments: ${joinNames(places)}.`,
    hint: 'Choose the environment that the change means instead of all environments.',
    taskIds: [request.taskId],
  });
}

function nameInstance(instance: Instance): string {
  return instance.nameTag === null
    ? instance.instanceId
    : `${instance.instanceId} “${instance.nameTag}”`;
}
