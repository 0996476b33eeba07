import type { Plan } from './plan';

/**
 * The part of a plan that concerns some of its volumes, for taking again what failed. Findings
 * about other tasks do not matter to it; findings about the ticket or an environment do.
 */
export function restrictPlan(plan: Plan, volumeIds: ReadonlySet<string>): Plan {
  const steps = plan.steps.filter((step) => volumeIds.has(step.volumeId));
  const taskIds = new Set(steps.flatMap((step) => step.taskIds));
  const findings = plan.findings.filter(
    (finding) => finding.taskIds.length === 0 || finding.taskIds.some((id) => taskIds.has(id)),
  );
  return {
    ...plan,
    steps,
    findings,
    tasks: plan.tasks.filter((task) => taskIds.has(task.taskId)),
    totals: {
      snapshots: steps.length,
      sizeGib: steps.reduce((sum, step) => sum + step.volumeSizeGib, 0),
    },
    executable: steps.length > 0 && findings.every(({ severity }) => severity !== 'block'),
  };
}
