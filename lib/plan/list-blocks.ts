import type { Finding, Plan } from './plan';

/** What stops a plan for everybody, and what the role named for it may override with a reason. */
export type Blocks = {
  readonly final: readonly Finding[];
  readonly overridable: readonly Finding[];
};

export function listBlocks({ findings }: Pick<Plan, 'findings'>): Blocks {
  const blocks = findings.filter(({ severity }) => severity === 'block');
  return {
    final: blocks.filter(({ overridable }) => !overridable),
    overridable: blocks.filter(({ overridable }) => overridable),
  };
}

/** Whether somebody may execute this plan at all, once everything is ticked. */
export function isExecutableBy(
  plan: Pick<Plan, 'findings' | 'steps'>,
  mayOverride: boolean,
): boolean {
  const { final, overridable } = listBlocks(plan);
  return plan.steps.length > 0 && final.length === 0 && (mayOverride || overridable.length === 0);
}
