import { normalizeText } from '@/lib/text/normalize-text';
import { comparePlans, type ComparedPlan } from './compare-plans';
import type { PlanDifference } from './compare-steps';
import type { Plan } from './plan';

/** What the agent's page showed, as the browser sends it with Execute. Tasks stay out: they are long. */
export type SeenPlan = Omit<ComparedPlan, 'tasks'>;

/** A request of this many characters still fits with everything else; beyond it nothing is sent. */
const MAX_CHARS = 200_000;

/** The comparable part of a shown plan; null where it is too much to send along. */
export function summarizePlan({ environments, steps, findings }: Plan): SeenPlan | null {
  const seen: SeenPlan = {
    environments,
    steps: steps.map(
      ({ lastSnapshotAt: _1, usualDurationMs: _2, tags: _3, description: _4, ...step }) => step,
    ),
    findings: findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ key, severity, message, taskIds }) => ({ key, severity, message, taskIds })),
  };
  return JSON.stringify(seen).length > MAX_CHARS ? null : seen;
}

/** One line of what differed, as a rejected run keeps it. */
export type RecordedChange = Pick<PlanDifference, 'what' | 'before' | 'after'>;

const MAX_CHANGES = 100;
const MAX_TEXT_CHARS = 500;

/** What differed between the plan that was seen and the plan of now, short enough for one event. */
export function listChanges(seen: SeenPlan, now: Plan): readonly RecordedChange[] {
  return comparePlans({ ...seen, tasks: now.tasks }, now)
    .slice(0, MAX_CHANGES)
    .map(({ what, before, after }) => ({
      what: cut(what),
      before: before === null ? null : cut(before),
      after: after === null ? null : cut(after),
    }));
}

function cut(text: string): string {
  const characters = Array.from(normalizeText(text));
  return characters.length > MAX_TEXT_CHARS
    ? `${characters.slice(0, MAX_TEXT_CHARS).join('')}…`
    : characters.join('');
}
