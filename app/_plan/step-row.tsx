'use client';

import { useState } from 'react';
import { ChevronRight } from 'lucide-react';
import { AwsId } from '@/app/_ui/aws-id';
import { CopyableId } from '@/app/_ui/copyable-id';
import { TableBody, TableCell, TableRow, WideCell } from '@/app/_ui/data-table';
import { formatDuration } from '@/app/_ui/format-time';
import { formatGib } from '@/app/_ui/number-words';
import { Time } from '@/app/_ui/time';
import type { Finding, PlannedStep, PlannedTask } from '@/lib/plan/plan';
import { NameTag } from './name-tag';
import { StepDetails } from './step-details';

export const STEP_COLUMNS = [
  'Server',
  'Task',
  'Instance',
  'Root volume',
  'Size',
  'Environment',
  'Last snapshot',
  'Tags',
] as const;

type Props = {
  readonly step: PlannedStep;
  readonly tasks: readonly PlannedTask[];
  readonly notes: readonly Finding[];
};

/** One volume to snapshot; its exact tags and description unfold below it. */
export function StepRow({ step, tasks, notes }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <TableBody>
      <TableRow>
        <TableCell label="Server">
          <div className="min-w-0">
            <p className="font-medium break-words">{step.serverName}</p>
            <CopyableId id={step.ipAddress} />
            <NameTag serverName={step.serverName} nameTag={step.nameTag} />
          </div>
        </TableCell>
        <TableCell label="Task" className="md:max-w-52">
          <div className="min-w-0 space-y-1">
            {tasks.map((task) => (
              <TaskBrief key={task.taskId} task={task} />
            ))}
          </div>
        </TableCell>
        <TableCell label="Instance">
          <div>
            <AwsId region={step.region} thing="instance" id={step.instanceId} />
            <p className="text-xs text-muted">{step.instanceState}</p>
          </div>
        </TableCell>
        <TableCell label="Root volume">
          <div>
            <AwsId region={step.region} thing="volume" id={step.volumeId} />
            <p className="font-mono text-xs text-muted">{step.rootDeviceName}</p>
          </div>
        </TableCell>
        <TableCell label="Size" className="whitespace-nowrap">
          <div>
            <p>{formatGib(step.volumeSizeGib)}</p>
            <p className="text-xs text-muted">{step.encrypted ? 'encrypted' : 'not encrypted'}</p>
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
        <TableCell label="Last snapshot">
          <EarlierSnapshots step={step} />
        </TableCell>
        <TableCell label="Tags">
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
            Tags<span className="sr-only"> and description for {step.serverName}</span>
          </button>
        </TableCell>
      </TableRow>
      {(open || notes.length > 0) && (
        <TableRow className="">
          <WideCell columns={STEP_COLUMNS.length}>
            <StepDetails step={step} tasks={tasks} notes={notes} open={open} />
          </WideCell>
        </TableRow>
      )}
    </TableBody>
  );
}

/** When the volume was saved last, and how long it takes as a rule. */
function EarlierSnapshots({ step }: { readonly step: PlannedStep }) {
  const { lastSnapshotAt, usualDurationMs } = step;
  return (
    <div>
      {lastSnapshotAt === null ? (
        <span className="text-muted">none found</span>
      ) : (
        <Time at={lastSnapshotAt} />
      )}
      {/* Plans that were frozen by earlier versions have no estimate at all. */}
      {typeof usualDurationMs === 'number' && (
        <p className="text-xs text-muted">takes about {formatDuration(usualDurationMs)}</p>
      )}
    </div>
  );
}

function TaskBrief({ task }: { readonly task: PlannedTask }) {
  return (
    <div className="min-w-0">
      <p className="truncate" title={task.title}>
        {task.title}
      </p>
      <p className="truncate text-xs text-muted" title={task.text ?? undefined}>
        {task.taskId} · read: {task.text?.replaceAll(/\s+/g, ' ') ?? 'nothing'}
      </p>
    </div>
  );
}
