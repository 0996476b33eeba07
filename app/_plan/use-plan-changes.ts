'use client';

import { useMemo, useState } from 'react';
import type { Plan } from '@/lib/plan/plan';
import { comparePlans } from '@/lib/plan/compare-plans';
import type { PlanDifference } from '@/lib/plan/plan-difference';

type PlanChanges = {
  readonly changes: readonly PlanDifference[];
  /** Takes a plan as seen; differences are counted from there. */
  readonly markSeen: (plan: Plan) => void;
};

/** What a re-reading changed since the person last said they had seen it. */
export function usePlanChanges(plan: Plan): PlanChanges {
  const [seen, setSeen] = useState(plan);
  const changes = useMemo(() => comparePlans(seen, plan), [seen, plan]);
  return { changes, markSeen: setSeen };
}
