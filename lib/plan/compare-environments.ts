import type { EnvironmentReport, Plan } from './plan';
import type { PlanDifference } from './plan-difference';

/** Other environments, or another account behind the same name. */
export function compareEnvironments(before: Plan, after: Plan): readonly PlanDifference[] {
  const names = [...before.environments, ...after.environments].map(({ name }) => name);
  return [...new Set(names)].flatMap((name) => {
    const was = describeEnvironment(before.environments.find((one) => one.name === name));
    const is = describeEnvironment(after.environments.find((one) => one.name === name));
    if (was === is) return [];
    const what = `Environment ${name}`;
    const message = `Environment ${name} is now ${is ?? 'not asked'}; it was ${was ?? 'not asked'}.`;
    return [{ kind: 'environment-changed', taskId: null, what, before: was, after: is, message }];
  });
}

function describeEnvironment(report: EnvironmentReport | undefined): string | null {
  if (report === undefined) return null;
  const account = report.accountId ?? 'unknown';
  return `account ${account}, ${report.region}, ${report.reachable ? 'reachable' : 'not reachable'}`;
}
