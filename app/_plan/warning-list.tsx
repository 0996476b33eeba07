'use client';

import { useId } from 'react';
import { ChevronRight } from 'lucide-react';
import { Controls } from '@/app/_ui/hydration';
import { countOf } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { ToneIcon } from '@/app/_ui/tone';
import type { Finding, Plan, PlannedTask } from '@/lib/plan/plan';
import { findingKindLabel } from './plan-labels';
import { type FindingGroup, findingsOf, groupFindings, indexTasks } from './sort-findings';
import type { Acknowledgements } from './use-acknowledgements';

type Props = {
  readonly plan: Plan;
  readonly acknowledgements: Acknowledgements;
  readonly canAcknowledge: boolean;
};

/** What must be acknowledged before Execute: one line per kind, with the servers inside. */
export function WarningList({ plan, acknowledgements, canAcknowledge }: Props) {
  const groups = groupFindings(findingsOf(plan, 'warning'));
  if (groups.length === 0) return null;
  const tasks = indexTasks(plan);
  const done = groups.filter((group) => isAcknowledged(group, acknowledgements)).length;
  return (
    <Panel
      id="warnings"
      title={
        <span className="flex items-center gap-2 text-attention">
          <ToneIcon tone="attention" /> {countOf(groups.length, 'warning')}
          {canAcknowledge && ' to acknowledge'}
        </span>
      }
      aside={
        canAcknowledge && (
          <span className="text-xs text-muted">
            {done} of {groups.length} acknowledged
          </span>
        )
      }
    >
      <ul className="divide-y divide-line">
        {groups.map((group) => (
          <li key={group.code}>
            <WarningItem
              group={group}
              tasks={tasks}
              acknowledgements={canAcknowledge ? acknowledgements : null}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Every finding of the kind: a server that joins it later is not covered. */
function isAcknowledged({ findings }: FindingGroup, acknowledgements: Acknowledgements): boolean {
  return findings.every(({ key }) => acknowledgements.has(key));
}

type WarningItemProps = {
  readonly group: FindingGroup;
  readonly tasks: ReadonlyMap<string, PlannedTask>;
  /** Null for people who cannot execute: they see the warning, there is nothing to acknowledge. */
  readonly acknowledgements: Acknowledgements | null;
};

export function WarningItem({ group, tasks, acknowledgements }: WarningItemProps) {
  const id = useId();
  const [only, ...others] = group.findings;
  return (
    <div className="flex gap-3 px-4 py-3">
      {acknowledgements !== null && (
        <Controls>
          <input
            type="checkbox"
            id={id}
            checked={isAcknowledged(group, acknowledgements)}
            onChange={(event) =>
              acknowledgements.set(
                group.findings.map(({ key }) => key),
                event.target.checked,
              )
            }
            aria-describedby={`${id}-hint`}
            className="mt-px size-5 shrink-0 cursor-pointer"
          />
        </Controls>
      )}
      <div className="min-w-0 flex-1">
        <label htmlFor={acknowledgements === null ? undefined : id} className="block text-pretty">
          <span className="font-medium">{findingKindLabel(group)}</span>
          {others.length === 0 && <span className="break-words"> {only?.message}</span>}
        </label>
        <p id={`${id}-hint`} className="mt-0.5 text-pretty text-muted">
          {group.hint ?? 'Check each one below.'}
          {others.length === 0 && only !== undefined && <TaskNames finding={only} tasks={tasks} />}
        </p>
        {others.length > 0 && <WarningServers group={group} tasks={tasks} />}
      </div>
    </div>
  );
}

/** What the kind says of each server; folded, because sixty-five lines hide the next kind. */
function WarningServers({ group, tasks }: Omit<WarningItemProps, 'acknowledgements'>) {
  const shown = useShown(group.findings);
  return (
    <details className="group mt-1">
      <summary className="flex list-none items-center gap-1 text-xs font-medium text-accent [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Show {countOf(group.findings.length, 'entry', 'entries')}
      </summary>
      <ul className="mt-1 space-y-1 border-l-2 border-line pl-3">
        {shown.items.map((finding) => (
          <li key={finding.key} className="break-words text-pretty">
            {finding.message}
            <span className="text-muted">
              {group.hint === null && ` ${finding.hint}`}
              <TaskNames finding={finding} tasks={tasks} />
            </span>
          </li>
        ))}
      </ul>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </details>
  );
}

type TaskNamesProps = Pick<WarningItemProps, 'tasks'> & { readonly finding: Finding };

function TaskNames({ finding, tasks }: TaskNamesProps) {
  const named = finding.taskIds.flatMap((taskId) => tasks.get(taskId) ?? []);
  if (named.length === 0) return null;
  return (
    <span className="text-xs">
      {' '}
      ({named.map(({ title, taskId }) => `${title}, task ${taskId}`).join('; ')})
    </span>
  );
}

type OverrideListProps = {
  readonly plan: Plan;
  /** Change policies that block, shown to people who may override them. */
  readonly rules: readonly Finding[];
  readonly acknowledgements: Acknowledgements;
};

/** What stops everyone else: each policy is acknowledged on its own, the reason is asked for at the end. */
export function OverrideList({ plan, rules, acknowledgements }: OverrideListProps) {
  if (rules.length === 0) return null;
  const tasks = indexTasks(plan);
  return (
    <Panel
      id="rules"
      title={
        <span className="flex items-center gap-2 text-bad">
          <ToneIcon tone="bad" /> {countOf(rules.length, 'change policy', 'change policies')} to
          override
        </span>
      }
      aside={<span className="text-xs text-muted">A written reason is required</span>}
    >
      <ul className="divide-y divide-line">
        {rules.map((rule) => (
          <li key={rule.key}>
            <WarningItem
              group={{ code: rule.code, hint: rule.hint, findings: [rule] }}
              tasks={tasks}
              acknowledgements={acknowledgements}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
