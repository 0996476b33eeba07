'use client';

import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { lazyPart } from '@/app/_ui/lazy-part';
import { SkeletonRows } from '@/app/_ui/skeleton';
import type { RunDetail } from '@/lib/run/run';

// The tables of a ticket’s page would weigh on every run’s page, and few people unfold them.
const RecordedPlan = lazyPart(
  () => import('./recorded-plan').then((file) => file.RecordedPlan),
  <SkeletonRows rows={4} className="h-12" />,
);

/** The plan as it was when Execute was pressed; it never changes again. */
export function PlanAtExecution({ run }: { readonly run: RunDetail }) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      onToggle={(event) => setOpened(opened || event.currentTarget.open)}
      className="group overflow-clip rounded-lg border border-line bg-surface"
    >
      <summary className="flex list-none items-center gap-2 px-4 py-3 font-semibold -outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Plan at execution
      </summary>
      {opened && <RecordedPlan run={run} />}
    </details>
  );
}
