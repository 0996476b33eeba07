'use client';

import { useState } from 'react';
import { Controls } from '@/app/_ui/hydration';
import { DataTable } from '@/app/_ui/data-table';
import { formatNumber } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { Finding, Plan, PlannedStep } from '@/lib/plan/plan';
import { findingsOf, indexTasks } from './sort-findings';
import { STEP_COLUMNS, StepRow } from './step-row';

/** Below this many rows the eye is quicker than a filter. */
const FILTER_FROM = 12;

type Props = { readonly plan: Plan; readonly title: string };

/** One row per volume, dense enough to compare twenty servers at once. */
export function StepTable({ plan, title }: Props) {
  const [wanted, setWanted] = useState('');
  const matching = plan.steps.filter((step) => matches(step, wanted));
  const shown = useShown(matching);
  if (plan.steps.length === 0) return null;
  const tasks = indexTasks(plan);
  const notes = findingsOf(plan, 'info');
  return (
    <Panel
      id="snapshots"
      title={`${title} (${formatNumber(plan.steps.length)})`}
      aside={
        plan.steps.length >= FILTER_FROM && (
          <StepFilter value={wanted} found={matching.length} onChange={setWanted} />
        )
      }
    >
      <div onKeyDown={walkWithArrowKeys}>
        <DataTable label={title} columns={STEP_COLUMNS}>
          {shown.items.map((step) => (
            <StepRow
              key={step.key}
              step={step}
              tasks={step.taskIds.flatMap((id) => tasks.get(id) ?? [])}
              notes={notesOf(step, notes)}
            />
          ))}
        </DataTable>
      </div>
      {matching.length === 0 && <p className="px-4 py-6 text-muted">No server matches.</p>}
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </Panel>
  );
}

function notesOf(step: PlannedStep, notes: readonly Finding[]): readonly Finding[] {
  return notes.filter((note) => note.taskIds.some((id) => step.taskIds.includes(id)));
}

function matches(step: PlannedStep, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  if (text === '') return true;
  const fields = [step.serverName, step.ipAddress, step.instanceId, step.volumeId, step.nameTag];
  return fields.some((field) => field?.toLowerCase().includes(text) === true);
}

type StepFilterProps = {
  readonly value: string;
  readonly found: number;
  readonly onChange: (value: string) => void;
};

/** Narrows a long table to the servers one looks for. */
function StepFilter({ value, found, onChange }: StepFilterProps) {
  return (
    <span className="no-print flex min-w-0 items-center gap-3">
      {value !== '' && (
        <span role="status" className="text-xs text-muted">
          {formatNumber(found)} found
        </span>
      )}
      <Controls>
        <input
          type="search"
          aria-label="Filter by server, address, or ID"
          placeholder="Filter by server, address, or ID"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="h-8 w-56 min-w-0 rounded-md border border-line-strong bg-surface px-2"
        />
      </Controls>
    </span>
  );
}
