import { createFinding } from './create-finding';
import type { EnvironmentInventory } from './inventory';
import type { EnvironmentReport, Finding } from './plan';

/** An environment that is down or denied stops the plan: nothing is known about its servers. */
export function listEnvironmentFindings(
  inventories: readonly EnvironmentInventory[],
): readonly Finding[] {
  return inventories.flatMap(({ environment, problems }) =>
    problems.map((problem, index) =>
      createFinding({
        ...problem,
        subject: index === 0 ? environment : `${environment}:${index + 1}`,
        severity: 'block',
        message: problem.message.includes(environment)
          ? problem.message
          : `${environment}: ${problem.message}`,
        environment,
      }),
    ),
  );
}

export function reportEnvironment(inventory: EnvironmentInventory): EnvironmentReport {
  return {
    name: inventory.environment,
    region: inventory.region,
    accountId: inventory.accountId,
    identityArn: inventory.identityArn,
    reachable: inventory.problems.every(({ code }) => code !== 'environment-unreachable'),
    denied: inventory.problems.some(({ code }) => code === 'environment-denied'),
  };
}
