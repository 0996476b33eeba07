import Link from 'next/link';
import { Notice } from '@/app/_ui/notice';
import { comparePlans } from '@/lib/plan/compare-plans';
import { PlanChanges } from './plan-changes';
import type { Refusal } from './use-execution';

type Props = { readonly refusal: Refusal };

/** Execute was refused: nothing was taken, and this is what is different from what was seen. */
export function RefusalNotice({ refusal }: Props) {
  const { outcome, seen } = refusal;
  return (
    <Notice tone="bad" title="Nothing was taken" urgent>
      <p>
        {outcome.message} The page below shows the plan as it is now. The refusal is on record as{' '}
        <Link href={`/runs/${outcome.runId}`} className="font-medium text-accent underline">
          a rejected run
        </Link>
        .
      </p>
      <PlanChanges changes={comparePlans(seen, outcome.plan)} />
    </Notice>
  );
}
