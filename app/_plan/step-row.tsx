'use client';

import { useState } from 'react';
import { ChevronRight, Info, Tag, TriangleAlert } from 'lucide-react';
import { AwsId } from '@/app/_ui/aws-id';
import { CopyButton, CopyableId } from '@/app/_ui/copy-button';
import { TableBody, TableCell, TableRow, WideCell } from '@/app/_ui/data-table';
import { formatGib } from '@/app/_ui/format-number';
import { formatDuration } from '@/app/_ui/format-time';
import { Time } from '@/app/_ui/time';
import { namesAgree } from '@/lib/plan/names-agree';
import type { Finding, PlannedStep, PlannedTask } from '@/lib/plan/plan';
import { TagList } from './tag-list';
import { TaskLine } from './task-line';

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
        <TableCell label="Task" className="lg:max-w-52">
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
        {task.taskId}
        {sourceTextOf(task) === '' ? ' · no description' : ` · ${sourceTextOf(task)}`}
      </p>
    </div>
  );
}

function sourceTextOf({ text }: PlannedTask): string {
  return text?.replaceAll(/\s+/g, ' ').trim() ?? '';
}

type NameTagProps = { readonly serverName: string; readonly nameTag: string | null };

/** The instance's Name tag; said quietly where it agrees with the server's name. */
function NameTag({ serverName, nameTag }: NameTagProps) {
  const differs = nameTag !== null && !namesAgree(serverName, nameTag);
  return (
    <p
      className={`flex items-center gap-1 text-xs ${differs ? 'text-attention' : 'text-muted'}`}
      title="Name tag of the instance"
    >
      {differs ? (
        <TriangleAlert aria-hidden className="size-3 shrink-0" />
      ) : (
        <Tag aria-hidden className="size-3 shrink-0" />
      )}
      <span className={differs ? 'shrink-0' : 'sr-only'}>Name tag </span>
      <span className="min-w-0 break-words">{nameTag ?? 'no Name tag'}</span>
    </p>
  );
}

type StepDetailsProps = {
  readonly step: PlannedStep;
  readonly tasks: readonly PlannedTask[];
  readonly notes: readonly Finding[];
  readonly open: boolean;
};

/** What the snapshot gets, to the letter, and the text it comes from. Notes show even when folded. */
function StepDetails({ step, tasks, notes, open }: StepDetailsProps) {
  return (
    <div className="space-y-3">
      {notes.map((note) => (
        <p key={note.key} className="flex items-start gap-1.5 text-xs text-muted">
          <Info aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>
            {note.message} {note.hint}
          </span>
        </p>
      ))}
      {open && (
        <div className="grid gap-4 rounded-md bg-sunken p-3 md:grid-cols-[3fr_2fr]">
          <div className="min-w-0 space-y-3">
            <div>
              <h3 className="text-xs font-medium text-muted">Tags of the snapshot</h3>
              <TagList tags={step.tags} />
            </div>
            <div>
              <h3 className="text-xs font-medium text-muted">Description of the snapshot</h3>
              <p className="flex items-start gap-1 font-mono text-xs break-words">
                <span className="min-w-0 py-1">{step.description}</span>
                <CopyButton text={step.description} />
              </p>
            </div>
          </div>
          <div className="min-w-0 space-y-2">
            <h3 className="text-xs font-medium text-muted">What the task says</h3>
            {tasks.map((task) => (
              <TaskLine key={task.taskId} task={task} />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
