import { ChevronRight } from 'lucide-react';
import { describeTasks } from '@/app/_plan/plan-words';
import { StepTable } from '@/app/_plan/step-table';
import { OtherTasks } from '@/app/_plan/other-tasks';
import { ProblemList } from '@/app/_plan/problem-list';
import { findingsOf } from '@/app/_plan/sort-findings';
import { Fact } from '@/app/_ui/fact';
import { CopyableId } from '@/app/_ui/copyable-id';
import { Time } from '@/app/_ui/time';
import type { Finding } from '@/lib/plan/plan';
import type { RunDetail } from '@/lib/run/run';

type Props = { readonly run: RunDetail };

/** The plan as it was when Execute was pressed; it never changes again. */
export function FrozenPlan({ run }: Props) {
  const { plan } = run;
  const isTicked = (finding: Finding) => run.acknowledged.includes(finding.key);
  const standing = findingsOf(plan, 'block').filter((finding) => !isTicked(finding));
  return (
    <details className="group overflow-clip rounded-lg border border-line bg-surface">
      <summary className="flex list-none items-center gap-2 px-4 py-3 font-semibold -outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        The plan as it was frozen
      </summary>
      <div className="space-y-4 border-t border-line p-4">
        <dl className="flex flex-wrap gap-x-8 gap-y-3">
          <Fact term="Read">
            <Time at={plan.readAt} />
          </Fact>
          <Fact term="Tasks">{describeTasks(plan)}</Fact>
          <Fact term="Environment asked for">{plan.environmentChoice}</Fact>
          <Fact term="Fingerprint">
            <CopyableId id={plan.fingerprint} />
          </Fact>
        </dl>
        <ProblemList plan={plan} problems={standing} />
        <StepTable plan={plan} title="Steps of the plan" />
        <OtherTasks plan={plan} />
      </div>
    </details>
  );
}
