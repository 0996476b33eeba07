import { tasksLabel } from '@/app/_plan/plan-labels';
import { StepTable } from '@/app/_plan/step-table';
import { OtherTasks } from '@/app/_plan/other-tasks';
import { ProblemList } from '@/app/_plan/problem-list';
import { findingsOf } from '@/app/_plan/sort-findings';
import { Fact } from '@/app/_ui/fact';
import { CopyableId } from '@/app/_ui/copy-button';
import { Time } from '@/app/_ui/time';
import type { Finding } from '@/lib/plan/plan';
import type { RunDetail } from '@/lib/run/run';

/** What the run's plan said, with the tables of a ticket's page. */
export function RecordedPlan({ run }: { readonly run: RunDetail }) {
  const { plan } = run;
  const isAcknowledged = (finding: Finding) => run.acknowledged.includes(finding.key);
  const standing = findingsOf(plan, 'block').filter((finding) => !isAcknowledged(finding));
  return (
    <div className="space-y-4 border-t border-line p-4">
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <Fact term="Read">
          <Time at={plan.readAt} />
        </Fact>
        <Fact term="Tasks">{tasksLabel(plan)}</Fact>
        <Fact term="Environment asked for">{plan.environmentChoice}</Fact>
        <Fact term="Fingerprint">
          <CopyableId id={plan.fingerprint} />
        </Fact>
      </dl>
      <ProblemList plan={plan} problems={standing} />
      <StepTable plan={plan} title="Steps of the plan" />
      <OtherTasks plan={plan} />
    </div>
  );
}
