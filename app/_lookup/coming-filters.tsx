import { useState } from 'react';
import { Controls } from '@/app/_ui/hydration';
import type { ComingChange } from '@/lib/run/before/list-coming';

type ComingFilter = {
  readonly mine: boolean;
  /** `YYYY-MM-DD`, UTC; empty: any. */
  readonly day: string;
  /** Empty: any. */
  readonly environment: string;
};

const NO_FILTER: ComingFilter = { mine: false, day: '', environment: '' };

/** The filter as chosen on this page, and the changes that pass it. */
export function useComingFilter(changes: readonly ComingChange[]) {
  const [filter, setFilter] = useState(NO_FILTER);
  return { filter, setFilter, passing: filterComing(changes, filter) };
}

/** A change whose environment is not known yet may be in any. */
function filterComing(
  changes: readonly ComingChange[],
  { mine, day, environment }: ComingFilter,
): readonly ComingChange[] {
  return changes.filter(
    (change) =>
      (!mine || change.mine) &&
      (day === '' || change.plannedStartAt.startsWith(day)) &&
      (environment === '' ||
        change.environments.length === 0 ||
        change.environments.includes(environment)),
  );
}

type Props = {
  readonly changes: readonly ComingChange[];
  readonly environmentNames: readonly string[];
  readonly filter: ComingFilter;
  readonly onChange: (filter: ComingFilter) => void;
};

const FIELD = 'h-8 rounded-md border border-line-strong bg-surface px-2 text-xs';

/** Narrows the list down: one's own, one day, one environment. */
export function ComingFilters({ changes, environmentNames, filter, onChange }: Props) {
  const days = [...new Set(changes.map(({ plannedStartAt }) => plannedStartAt.slice(0, 10)))];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Controls>
        <label className="flex items-center gap-1.5 text-xs">
          <input
            type="checkbox"
            checked={filter.mine}
            onChange={(event) => onChange({ ...filter, mine: event.target.checked })}
          />
          Assigned to me
        </label>
        <select
          aria-label="Day"
          value={filter.day}
          onChange={(event) => onChange({ ...filter, day: event.target.value })}
          className={FIELD}
        >
          <option value="">Any day (UTC)</option>
          {days.map((day) => (
            <option key={day}>{day}</option>
          ))}
        </select>
        {environmentNames.length > 1 && (
          <select
            aria-label="Environment"
            value={filter.environment}
            onChange={(event) => onChange({ ...filter, environment: event.target.value })}
            className={FIELD}
          >
            <option value="">Any environment</option>
            {environmentNames.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Controls>
    </div>
  );
}
