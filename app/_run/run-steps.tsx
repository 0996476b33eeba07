'use client';

import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { AwsId } from '@/app/_ui/aws-id';
import { Badge } from '@/app/_ui/badge';
import { CopyButton, CopyableId } from '@/app/_ui/copy-button';
import { DataTable, TableBody, TableCell, TableRow, WideCell } from '@/app/_ui/data-table';
import { formatGib, formatNumber } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProgressBar } from '@/app/_ui/progress-bar';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { RunDetail, RunStep } from '@/lib/run/run';
import { isGivenUp, stepStateLabel, snapshotOf } from './run-labels';
import { RunStepDetails } from './run-step-details';

type Props = { readonly run: RunDetail };

/** Every step with its own state and that of its snapshot, as EC2 reports it. */
export function RunSteps({ run }: Props) {
  const shown = useShown(failedFirst(run.steps));
  if (run.steps.length === 0) return null;
  return (
    <Panel
      id="steps"
      title={`Snapshots (${formatNumber(run.steps.length)})`}
      aside={
        <span className="flex flex-wrap items-center gap-3 text-xs text-muted">
          {formatGib(run.sizeGib)}
          <CopyAllIds steps={run.steps} />
        </span>
      }
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

function CopyAllIds({ steps }: { readonly steps: readonly RunStep[] }) {
  const ids = steps.flatMap(({ snapshotId }) => snapshotId ?? []);
  if (ids.length === 0) return null;
  const what = ids.length === 1 ? 'snapshot ID' : `all ${formatNumber(ids.length)} snapshot IDs`;
  return <CopyButton text={ids.join('\n')} what={what} label={`Copy ${what}`} />;
}

/** What needs attention stands first; the rest stays in the plan's order. */
function failedFirst(steps: readonly RunStep[]): readonly RunStep[] {
  return [
    ...steps.filter(({ status }) => status === 'failed'),
    ...steps.filter(({ status }) => status !== 'failed'),
  ];
}

const RUN_STEP_COLUMNS = [
  'Status',
  'Server',
  'Snapshot',
  'Progress',
  'Volume',
  'Environment',
  'Details',
] as const;

type RunStepRowProps = { readonly step: RunStep };

/** One step; an error stands below it without being unfolded. */
function RunStepRow({ step }: RunStepRowProps) {
  const [open, setOpen] = useState(false);
  const { tone, word } = stepStateLabel(step);
  const snapshotId = snapshotOf(step);
  return (
    <TableBody>
      <TableRow>
        <TableCell label="Status">
          <div>
            <Badge tone={tone}>{word}</Badge>
          </div>
        </TableCell>
        <TableCell label="Server">
          <div className="min-w-0">
            <p className="font-medium break-words">{step.serverName}</p>
            <CopyableId id={step.ipAddress} />
          </div>
        </TableCell>
        <TableCell label="Snapshot">
          {snapshotId === null ? (
            <NoSnapshot step={step} />
          ) : (
            <AwsId region={step.region} thing="snapshot" id={snapshotId} />
          )}
          {step.targetSnapshotId !== null && step.errorMessage !== null && (
            <NoSnapshot step={step} />
          )}
        </TableCell>
        <TableCell label="Progress" className="lg:w-44">
          <SnapshotProgress step={step} />
        </TableCell>
        <TableCell label="Volume">
          <div>
            <AwsId region={step.region} thing="volume" id={step.volumeId} />
            <p className="whitespace-nowrap text-xs text-muted">{formatGib(step.volumeSizeGib)}</p>
          </div>
        </TableCell>
        <TableCell label="Environment">
          <div>
            <p>{step.environment}</p>
            <p className="text-xs text-muted">
              {step.accountId} · {step.region}
            </p>
          </div>
        </TableCell>
        <TableCell label="Details">
          <button
            type="button"
            data-arrow-stop
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="inline-flex items-center gap-1 rounded px-1 py-0.5 text-accent hover:bg-sunken"
          >
            <ChevronRight
              aria-hidden
              className={`size-4 transition-transform ${open ? 'rotate-90' : ''}`}
            />
            Details<span className="sr-only"> of {step.serverName}</span>
          </button>
        </TableCell>
      </TableRow>
      {(open ||
        (step.errorMessage !== null && !lacksSnapshot(step)) ||
        step.encodedMessage !== null ||
        step.nextAttemptAt !== null) && (
        <TableRow className="">
          <WideCell columns={RUN_STEP_COLUMNS.length}>
            <RunStepDetails step={step} open={open} />
          </WideCell>
        </TableRow>
      )}
    </TableBody>
  );
}

/** A step that ended without a snapshot says why in its own row. */
function lacksSnapshot(step: RunStep): boolean {
  return isGivenUp(step) && step.snapshotId === null;
}

function NoSnapshot({ step }: { readonly step: RunStep }) {
  if (!lacksSnapshot(step)) return <span className="text-muted">none yet</span>;
  if (step.errorMessage === null) return <span className="text-muted">none</span>;
  return (
    <span className="block max-w-80 break-words text-bad">
      {step.errorMessage}
      {step.errorCode !== null && <span className="font-mono text-xs"> ({step.errorCode})</span>}
    </span>
  );
}

type SnapshotProgressProps = { readonly step: RunStep };

/** How much EC2 has copied; the room is kept before there is anything. */
function SnapshotProgress({ step }: SnapshotProgressProps) {
  if (step.targetSnapshotId !== null) return <span className="block h-9 text-muted">–</span>;
  if (step.snapshotState === null || step.status === 'failed') {
    return <span className="block h-9 text-muted">{isGivenUp(step) ? 'none' : 'not started'}</span>;
  }
  const completed = step.snapshotState === 'completed';
  const percent = completed ? 100 : (step.snapshotProgress ?? 0);
  return (
    <div className="h-9">
      <p className="text-right text-xs text-muted">{percent}%</p>
      <div className="mt-1.5">
        <ProgressBar
          label={`Snapshot of ${step.serverName}`}
          value={percent}
          tone={completed ? 'good' : 'progress'}
        />
      </div>
    </div>
  );
}
