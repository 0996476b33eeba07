'use client';

import { useQuery } from '@tanstack/react-query';
import { Lock, RefreshCw } from 'lucide-react';
import { problemOf } from '@/app/_queries/fetch-json';
import { currentSnapshotsQuery } from '@/app/_queries/run-queries';
import { AwsId } from '@/app/_ui/aws-id';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { Notice } from '@/app/_ui/notice';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { ShowMore, useShown } from '@/app/_ui/show-more';
import { Time } from '@/app/_ui/time';
import type { RunDetail, SnapshotNow, CurrentSnapshots as Seen } from '@/lib/run/run';
import { countSeen, currentSnapshotLabel, sortSeen } from './run-labels';

type Props = { readonly run: RunDetail };

/** The record says what was taken; this asks EC2 what of it exists today. */
export function CurrentSnapshots({ run }: Props) {
  const answer = useQuery(currentSnapshotsQuery(run.id));
  if (run.createdCount === 0) return null;
  return (
    <Panel
      id="exists-now"
      title="Current state in EC2"
      aside={
        <Button
          className="no-print"
          pending={answer.isFetching}
          onClick={() => void answer.refetch()}
        >
          <RefreshCw aria-hidden className="size-4" /> Check now
        </Button>
      }
    >
      {answer.isError && (
        <div className="p-4">
          <ProblemPanel problem={problemOf(answer.error)} consequence="Nothing was changed." />
        </div>
      )}
      {answer.data === undefined && !answer.isError && (
        <p className="px-4 py-3 text-pretty text-muted">
          The record above shows what was created and the last state that EC2 reported. Check
          whether the snapshots still exist and whether they are locked.
        </p>
      )}
      {answer.data !== undefined && <Answer seen={answer.data} />}
    </Panel>
  );
}

function Answer({ seen }: { readonly seen: Seen }) {
  return (
    <>
      <p role="status" className="px-4 py-3">
        <span className="font-medium">{countSeen(seen.snapshots)}</span>{' '}
        <span className="text-muted">
          Checked <Time at={seen.readAt} />.
        </span>
      </p>
      {seen.problems.length > 0 && (
        <div className="space-y-2 px-4 pb-4">
          {seen.problems.map(({ environment, message }) => (
            <Notice key={environment} tone="attention" title={`Environment ${environment}`}>
              {message}
            </Notice>
          ))}
        </div>
      )}
      <CurrentSnapshotTable snapshots={seen.snapshots} />
    </>
  );
}

type SnapshotNowTableProps = { readonly snapshots: readonly SnapshotNow[] };

const COLUMNS = ['Now', 'Server', 'Snapshot', 'Lock'] as const;

function CurrentSnapshotTable({ snapshots }: SnapshotNowTableProps) {
  const shown = useShown(sortSeen(snapshots));
  return (
    <div className="border-t border-line">
      <DataTable label="Current snapshots in EC2" columns={COLUMNS}>
        <TableBody>
          {shown.items.map((snapshot) => (
            <Row key={snapshot.stepId} snapshot={snapshot} />
          ))}
        </TableBody>
      </DataTable>
      <ShowMore hidden={shown.hidden} next={shown.next} onShowMore={shown.showMore} />
    </div>
  );
}

function Row({ snapshot }: { readonly snapshot: SnapshotNow }) {
  const { tone, word } = currentSnapshotLabel(snapshot);
  return (
    <TableRow>
      <TableCell label="Now">
        <Badge tone={tone}>{word}</Badge>
      </TableCell>
      <TableCell label="Server">{snapshot.serverName}</TableCell>
      <TableCell label="Snapshot">
        <AwsId region={snapshot.region} thing="snapshot" id={snapshot.snapshotId} />
      </TableCell>
      <TableCell label="Lock">
        <LockState snapshot={snapshot} />
      </TableCell>
    </TableRow>
  );
}

function LockState({ snapshot }: { readonly snapshot: SnapshotNow }) {
  if (snapshot.kind !== 'exists' || snapshot.lock === null) {
    return <span className="text-muted">none</span>;
  }
  const { mode, until } = snapshot.lock;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5">
      <Lock aria-hidden className="size-3.5 text-muted" /> {mode}
      {until !== null && (
        <span className="text-muted">
          until <Time at={until} />
        </span>
      )}
    </span>
  );
}
