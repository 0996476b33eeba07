import { CopyableId } from '@/app/_ui/copyable-id';
import { Fact } from '@/app/_ui/fact';
import { formatDuration } from '@/app/_ui/format-time';
import { formatGib, formatNumber } from '@/app/_ui/number-words';
import { TONE_TEXT } from '@/app/_ui/tone';
import { ToneIcon } from '@/app/_ui/tone-icon';
import type { EnvironmentReport, Plan } from '@/lib/plan/plan';
import { describeTasks, describeVerdict } from './plan-words';

type Props = { readonly plan: Plan; readonly mayOverride: boolean };

/** The verdict in one line, and what it is about in numbers. */
export function PlanSummary({ plan, mayOverride }: Props) {
  const verdict = describeVerdict(plan, mayOverride);
  const usualMs = findLongestUsual(plan);
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
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 border-t border-line pt-4 sm:grid-cols-[auto_auto_auto_auto_1fr]">
        <Fact term="Snapshots">
          <span className="text-lg font-semibold">{formatNumber(plan.totals.snapshots)}</span>
        </Fact>
        <Fact term="Size, at most">
          <span className="text-lg font-semibold">{formatGib(plan.totals.sizeGib)}</span>
        </Fact>
        {usualMs !== null && (
          <Fact term="Such snapshots took, at most">
            <span className="text-lg font-semibold">{formatDuration(usualMs)}</span>
          </Fact>
        )}
        <Fact term={`Tasks (${formatNumber(plan.tasks.length)})`}>
          <span className="leading-7">{describeTasks(plan)}</span>
        </Fact>
        <Fact
          term={plan.environments.length === 1 ? 'Environment' : 'Environments'}
          className="col-span-full sm:col-span-1"
        >
          <ul className="space-y-1">
            {plan.environments.map((environment) => (
              <EnvironmentLine key={environment.name} environment={environment} />
            ))}
          </ul>
        </Fact>
      </dl>
    </section>
  );
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
        <span className="basis-full font-mono text-xs leading-5 break-all text-muted">
          as {environment.identityArn}
        </span>
      )}
    </li>
  );
}
