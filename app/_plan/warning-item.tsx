'use client';

import { useId } from 'react';
import { Check } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import type { Finding, PlannedTask } from '@/lib/plan/plan';
import { FINDING_TITLES } from './finding-words';

type Props = {
  readonly warning: Finding;
  readonly tasks: readonly PlannedTask[];
  readonly ticked: boolean;
  /** Null for people who cannot execute: they see the warning, there is nothing to tick. */
  readonly onTick: (() => void) | null;
};

export function WarningItem({ warning, tasks, ticked, onTick }: Props) {
  const id = useId();
  return (
    <div className="flex gap-3 px-4 py-3">
      {onTick !== null && (
        <Checkbox.Root
          id={id}
          checked={ticked}
          onCheckedChange={onTick}
          aria-describedby={`${id}-hint`}
          className="mt-px flex size-5 shrink-0 items-center justify-center rounded border border-muted bg-surface data-[state=checked]:border-accent-fill data-[state=checked]:bg-accent-fill"
        >
          <Checkbox.Indicator>
            <Check aria-hidden className="size-4 text-on-accent" />
          </Checkbox.Indicator>
        </Checkbox.Root>
      )}
      <div className="min-w-0">
        <label htmlFor={onTick === null ? undefined : id} className="block max-w-prose text-pretty">
          <span className="font-medium">{FINDING_TITLES[warning.code]}. </span>
          <span className="break-words">{warning.message}</span>
        </label>
        <p id={`${id}-hint`} className="mt-0.5 max-w-prose text-pretty text-muted">
          {warning.hint}
          {tasks.length > 0 && (
            <span className="text-xs">
              {' '}
              ({tasks.map((task) => `${task.title}, task ${task.taskId}`).join('; ')})
            </span>
          )}
        </p>
      </div>
    </div>
  );
}
