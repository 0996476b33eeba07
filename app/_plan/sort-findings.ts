import type { Finding, FindingCode, Plan, PlannedTask } from '@/lib/plan/plan';

export type FindingGroup = {
  readonly code: FindingCode;
  /** Set where all findings of the group have the same advice. */
  readonly hint: string | null;
  readonly findings: readonly Finding[];
};

export function findingsOf(plan: Plan, severity: Finding['severity']): readonly Finding[] {
  return plan.findings.filter((finding) => finding.severity === severity);
}

/** Findings of one kind stand together, the kinds in the order in which they were found. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const byCode = new Map<FindingCode, Finding[]>();
  for (const finding of findings) {
    const group = byCode.get(finding.code);
    if (group === undefined) byCode.set(finding.code, [finding]);
    else group.push(finding);
  }
  return [...byCode].map(([code, group]) => ({ code, hint: sharedHint(group), findings: group }));
}

function sharedHint(findings: readonly Finding[]): string | null {
  const hints = new Set(findings.map((finding) => finding.hint));
  return hints.size === 1 ? (findings[0]?.hint ?? null) : null;
}

export function indexTasks(plan: Plan): ReadonlyMap<string, PlannedTask> {
  return new Map(plan.tasks.map((task) => [task.taskId, task]));
}
