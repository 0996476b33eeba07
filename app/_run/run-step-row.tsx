'use client';

import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { AwsId } from '@/app/_ui/aws-id';
import { Badge } from '@/app/_ui/badge';
import { CopyableId } from '@/app/_ui/copyable-id';
import { TableBody, TableCell, TableRow, WideCell } from '@/app/_ui/data-table';
import { formatGib } from '@/app/_ui/number-words';
import type { RunStep } from '@/lib/run/run';
import { RunStepDetails } from './run-step-details';
import { isGivenUp, STEP_STATUS_WORDS } from './run-words';
import { SnapshotProgress } from './snapshot-progress';

export const RUN_STEP_COLUMNS = [
  'Status',
  'Server',
  'Snapshot',
  'Progress',
  'Volume',
  'Environment',
  'Details',
] as const;

type Props = { readonly step: RunStep };

/** One step; an error stands below it without being unfolded. */
export function RunStepRow({ step }: Props) {
  const [open, setOpen] = useState(false);
  const { tone, word } = STEP_STATUS_WORDS[step.status];
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
          {step.snapshotId === null ? (
            <span className="text-muted">{isGivenUp(step) ? 'none' : 'none yet'}</span>
          ) : (
            <AwsId region={step.region} thing="snapshot" id={step.snapshotId} />
          )}
        </TableCell>
        <TableCell label="Progress" className="md:w-44">
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
      {(open || step.errorMessage !== null) && (
        <TableRow className="">
          <WideCell columns={RUN_STEP_COLUMNS.length}>
            <RunStepDetails step={step} open={open} />
          </WideCell>
        </TableRow>
      )}
    </TableBody>
  );
}
