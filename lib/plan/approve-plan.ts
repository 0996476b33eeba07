import { normalizeText } from '@/lib/text/normalize-text';
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

/** Whether this plan can be executed at all, once everything is acknowledged. */
export function isExecutableBy(
  plan: Pick<Plan, 'findings' | 'steps'>,
  mayOverride: boolean,
): boolean {
  const { final, overridable } = listBlocks(plan);
  return plan.steps.length > 0 && final.length === 0 && (mayOverride || overridable.length === 0);
}

/**
 * The keys of what the agent must acknowledge before Execute: every warning, and every
 * rule that is to be overridden.
 */
export function listRequiredAcknowledgements(plan: Pick<Plan, 'findings'>): readonly string[] {
  return plan.findings
    .filter(({ severity, overridable }) => severity === 'warning' || overridable)
    .map(({ key }) => key);
}

/** What a finding is about, whatever was found: two keys of one topic are a change. */
export function findingTopic(key: string): string {
  return key.replace(/#[0-9a-f]{16}$/, '');
}

/** A word is no reason; someone who audits this in a year has only these characters. */
export const MIN_REASON_CHARS = 10;

/** Whether this says why a rule was overridden. */
export function isReason(text: string | null): text is string {
  return text !== null && Array.from(parseReason(text)).length >= MIN_REASON_CHARS;
}

/** As it is kept: what was written, without what no one can see. */
export function parseReason(text: string): string {
  return normalizeText(text).trim();
}
