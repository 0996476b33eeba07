'use client';

import { DataTable } from '@/app/_ui/data-table';
import { formatGib, formatNumber } from '@/app/_ui/number-words';
import { Panel } from '@/app/_ui/panel';
import { ShowMore } from '@/app/_ui/show-more';
import { useShown } from '@/app/_ui/use-shown';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunDetail } from '@/lib/run/run';
import { RUN_STEP_COLUMNS, RunStepRow } from './run-step-row';

type Props = { readonly run: RunDetail };

/** Every step with its own state and that of its snapshot, as EC2 reports it. */
export function RunSteps({ run }: Props) {
  const shown = useShown(run.steps);
  if (run.steps.length === 0) return null;
  return (
    <Panel
      id="steps"
      title={`Snapshots (${formatNumber(run.steps.length)})`}
      aside={<span className="text-xs text-muted">{formatGib(run.sizeGib)}</span>}
    >
      <div onKeyDown={walkWithArrowKeys}>
        <DataTable label="Snapshots of this run" columns={RUN_STEP_COLUMNS}>
          {shown.items.map((step) => (
            <RunStepRow key={step.id} step={step} />
          ))}
        </DataTable>
      </div>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </Panel>
  );
}
