'use client';

import { useId } from 'react';

const ALL = 'all';

type Props = {
  readonly names: readonly string[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
};

/** Where to look the servers up. Not shown where there is only one place. */
export function EnvironmentChooser({ names, chosen, onChoose }: Props) {
  const id = useId();
  if (names.length < 2) return null;
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-xs text-muted">
        Environment
      </label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => onChoose(event.target.value)}
        className="h-9 max-w-48 min-w-0 rounded-md border border-line-strong bg-surface px-2"
      >
        <option value={ALL}>All environments</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
