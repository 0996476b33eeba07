'use client';

import Link from 'next/link';
import { useQuery } from '@tanstack/react-query';
import { comingQuery } from '@/app/_queries/coming-query';
import { problemOf } from '@/app/_queries/fetch-json';
import { Badge } from '@/app/_ui/badge';
import { EmptyState } from '@/app/_ui/empty-state';
import { countOf } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Time } from '@/app/_ui/time';
import type { Tone } from '@/app/_ui/tone';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';
import type { ArmedRun } from '@/lib/run/before/armed-run';
import type { ComingChange, ComingChanges as Coming } from '@/lib/run/before/list-coming';
import { ComingFilters, useComingFilter } from './coming-filters';
import { DisarmButton } from './disarm-button';

/** Changes whose planned window is near, and what starts by itself. */
export function ComingChanges({ canExecute }: { readonly canExecute: boolean }) {
  const { data, error } = useQuery(comingQuery());
  if (data === undefined) {
    return error === null ? <Waiting /> : <ProblemPanel problem={problemOf(error)} />;
  }
  const { coming, armed, environmentNames } = data;
  return (
    <>
      <ArmedRuns armed={armed} canExecute={canExecute} />
      {coming !== null && <ComingPanel coming={coming} environmentNames={environmentNames} />}
    </>
  );
}

function Waiting() {
  return (
    <Panel id="coming-changes" title="Coming changes">
      <SkeletonRows rows={3} className="h-15" />
    </Panel>
  );
}

type PanelProps = { readonly coming: Coming; readonly environmentNames: readonly string[] };

function ComingPanel({ coming, environmentNames }: PanelProps) {
  const { filter, setFilter, passing } = useComingFilter(coming.changes);
  const shown = useShown(passing);
  if (coming.readAt === null && coming.problem === null) return <Waiting />;
  return (
    <Panel
      id="coming-changes"
      title="Coming changes"
      aside={
        coming.changes.length > 0 && (
          <ComingFilters
            changes={coming.changes}
            environmentNames={environmentNames}
            filter={filter}
            onChange={setFilter}
          />
        )
      }
    >
      {passing.length === 0 && <NoChange filtered={coming.changes.length > 0} />}
      <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
        {shown.items.map((change) => (
          <ComingItem key={change.reference} change={change} />
        ))}
      </ul>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
      <ReadingNote coming={coming} />
    </Panel>
  );
}

function NoChange({ filtered }: { readonly filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No match">No coming change matches these filters.</EmptyState>
  ) : (
    <EmptyState title="No change starts soon">
      Changes appear here when their planned start is near.
    </EmptyState>
  );
}

/** When it was read, with whose eyes, and what may be missing. */
function ReadingNote({ coming }: { readonly coming: Coming }) {
  const { readAt, problem, unfiltered, truncated } = coming;
  return (
    <div className="space-y-1 border-t border-line px-4 py-2.5 text-xs text-pretty text-muted">
      {problem !== null && <p className="text-attention">Not updated: {problem}</p>}
      <p>
        {readAt !== null && (
          <>
            Updated <Time at={readAt} />.{' '}
          </>
        )}
        Only changes that Snapgate&rsquo;s API key can see in its primary workspace.
        {unfiltered && ' Freshservice refused to filter, so older changes may be missing.'}
        {truncated && ' There are more changes than were read.'}
      </p>
    </div>
  );
}

const STATES: Readonly<
  Record<ComingChange['state'], { readonly tone: Tone; readonly label: string }>
> = {
  ready: { tone: 'good', label: 'Ready' },
  problems: { tone: 'bad', label: 'Problems' },
  'no-snapshot-task': { tone: 'neutral', label: 'No snapshot task' },
  executed: { tone: 'good', label: 'Executed' },
  'not-read': { tone: 'neutral', label: 'Not read yet' },
};

function ComingItem({ change }: { readonly change: ComingChange }) {
  const { reference, subject, plannedStartAt, plannedEndAt, approval, tasks, ahead } = change;
  const { tone, label } = STATES[change.state];
  return (
    <li>
      <Link
        href={`/tickets/${reference}`}
        data-arrow-stop
        className="block px-4 py-2.5 -outline-offset-2 hover:bg-sunken"
      >
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <span className="min-w-0 flex-1 basis-48">
            <span className="font-mono text-xs text-muted">{reference}</span>
            <span className="block truncate font-medium">{subject}</span>
          </span>
          <Badge tone={tone}>{label}</Badge>
        </span>
        <span className="mt-0.5 flex flex-wrap gap-x-4 text-xs text-muted">
          <span>
            <Time at={plannedStartAt} relative />
            {plannedEndAt !== null && (
              <>
                {' '}
                to <Time at={plannedEndAt} />
              </>
            )}
          </span>
          {change.status.closed && <span>Closed</span>}
          {approval !== null && <span>{approval.label}</span>}
          {tasks !== null && <span>{countOf(tasks.snapshotTasks, 'snapshot task')}</span>}
          {ahead?.good === true && (
            <span>
              Dry run passed <Time at={ahead.plannedAt} />
            </span>
          )}
          {change.environments.length > 0 && <span>{change.environments.join(', ')}</span>}
        </span>
        {change.state === 'problems' && (
          <span className="mt-0.5 block text-xs break-words text-bad">
            {tasks?.problems[0] ?? ahead?.problems[0]}
          </span>
        )}
      </Link>
    </li>
  );
}

type ArmedRunsProps = { readonly armed: readonly ArmedRun[]; readonly canExecute: boolean };

/** What starts by itself, and who armed it. Not shown when nothing does. */
function ArmedRuns({ armed, canExecute }: ArmedRunsProps) {
  if (armed.length === 0) return null;
  return (
    <Panel id="armed-runs" title="Armed to start">
      <ul className="divide-y divide-line">
        {armed.map(({ id, ticket, subject, environment, agentName, startAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="min-w-0 flex-1 basis-48">
              <Link href={`/tickets/${ticket}`} className="font-mono text-xs text-accent underline">
                {ticket}
              </Link>
              <span className="block truncate font-medium">{subject}</span>
              <span className="block text-xs text-muted">
                Starts <Time at={startAt} relative /> in {environment}, armed by {agentName}
              </span>
            </span>
            {canExecute && <DisarmButton id={id} ticket={ticket} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
