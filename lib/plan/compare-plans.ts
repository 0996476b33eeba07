import { compareEnvironments } from './compare-environments';
import { compareFindings } from './compare-findings';
import { compareSteps } from './compare-steps';
import { compareTasks } from './compare-tasks';
import type { Plan } from './plan';
import type { PlanDifference } from './plan-difference';

/** What changed between the plan that was seen and the plan of now; empty when nothing did. */
export function comparePlans(before: Plan, after: Plan): readonly PlanDifference[] {
  return [
    ...compareEnvironments(before, after),
    ...compareTasks(before, after),
    ...compareSteps(before, after),
    ...compareFindings(before, after),
  ];
}
