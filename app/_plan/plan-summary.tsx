import { CopyableId } from '@/app/_ui/copy-button';
import { Fact } from '@/app/_ui/fact';
import { formatDuration } from '@/app/_ui/format-time';
import { formatGib, formatNumber } from '@/app/_ui/format-number';
import { TONE_TEXT, ToneIcon } from '@/app/_ui/tone';
import type { EnvironmentReport, Plan } from '@/lib/plan/plan';
import { tasksLabel, planVerdict } from './plan-labels';

type Props = {
  readonly plan: Plan;
  readonly mayOverride: boolean;
  readonly inProgress: boolean;
};

/** The verdict in one line, and what it is about in numbers. */
export function PlanSummary({ plan, mayOverride, inProgress }: Props) {
  const verdict = planVerdict(plan, mayOverride, inProgress);
  const usualMs = findLongestUsual(plan);
  const used = usedFirst(plan);
  return (
    <section
      aria-labelledby="verdict"
      className="rounded-lg border border-line bg-surface p-4 shadow-raised"
    >
      <div className={`flex gap-3 ${TONE_TEXT[verdict.tone]}`}>
        <ToneIcon tone={verdict.tone} className="mt-0.5 size-5" />
        <div>
          <h2 id="verdict" className="text-base font-semibold text-balance">
            {verdict.title}
          </h2>
          <p className="mt-0.5 max-w-prose text-pretty text-muted">{verdict.detail}</p>
        </div>
      </div>
      <dl
        // On a phone, what blocks the plan comes before how large it is.
        className={`mt-4 grid-cols-2 gap-x-6 gap-y-3 border-t border-line pt-4 sm:grid sm:grid-cols-[auto_auto_auto_auto_1fr] ${verdict.tone === 'bad' ? 'hidden' : 'grid'}`}
      >
        <Fact term="Snapshots">
          <span className="text-lg font-semibold">{formatNumber(plan.totals.snapshots)}</span>
        </Fact>
        <Fact term="Total volume size">
          <span className="text-lg font-semibold">{formatGib(plan.totals.sizeGib)}</span>
        </Fact>
        {usualMs !== null && (
          <Fact term="Slowest similar snapshot">
            <span className="text-lg font-semibold">{formatDuration(usualMs)}</span>
          </Fact>
        )}
        <Fact term={`Tasks (${formatNumber(plan.tasks.length)})`}>
          <span className="leading-7">{tasksLabel(plan)}</span>
        </Fact>
        <Fact
          term={used.length === 1 ? 'Environment' : 'Environments'}
          className="col-span-full sm:col-span-1"
        >
          <ul className="space-y-1">
            {used.map((environment) => (
              <EnvironmentLine key={environment.name} environment={environment} />
            ))}
          </ul>
        </Fact>
      </dl>
    </section>
  );
}

/** Those that are used or that fail; the ones that were only searched are not of interest. */
function usedFirst({ environments, steps }: Plan): readonly EnvironmentReport[] {
  const used = environments.filter(
    ({ name, reachable, denied }) =>
      !reachable || denied || steps.some(({ environment }) => environment === name),
  );
  return used.length === 0 ? environments : used;
}

/** They are taken side by side, so the slowest says how long it takes. Null: nothing to go by. */
function findLongestUsual({ steps }: Plan): number | null {
  const known = steps
    .map(({ usualDurationMs }) => usualDurationMs)
    .filter((ms) => typeof ms === 'number');
  return known.length === 0 ? null : Math.max(...known);
}

function EnvironmentLine({ environment }: { readonly environment: EnvironmentReport }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 leading-7">
      <span className="font-medium">{environment.name}</span>
      <span className="text-muted">{environment.region}</span>
      {environment.accountId === null ? (
        <span className="text-muted">account unknown</span>
      ) : (
        <CopyableId id={environment.accountId} />
      )}
      {!environment.reachable && (
        <span className="inline-flex items-center gap-1 text-bad">
          <ToneIcon tone="bad" /> not reachable
        </span>
      )}
      {environment.denied && (
        <span className="inline-flex items-center gap-1 text-bad">
          <ToneIcon tone="bad" /> permission missing
        </span>
      )}
      {environment.identityArn !== null && (
        <details className="basis-full text-xs leading-5 text-muted">
          <summary>Role</summary>
          <span className="font-mono break-all">{environment.identityArn}</span>
        </details>
      )}
    </li>
  );
}
