'use client';

import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { problemOf } from '@/app/_queries/problem-error';
import { snapshotsNowQuery } from '@/app/_queries/snapshots-now-query';
import { Button } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';
import { Panel } from '@/app/_ui/panel';
import { ProblemPanel } from '@/app/_ui/problem-panel';
import { Time } from '@/app/_ui/time';
import type { RunDetail, SnapshotsNow as Seen } from '@/lib/run/run';
import { countSeen } from './describe-snapshot-now';
import { SnapshotNowTable } from './snapshot-now-table';

type Props = { readonly run: RunDetail };

/** The record says what was taken; this asks EC2 what of it exists today. */
export function SnapshotsNow({ run }: Props) {
  const answer = useQuery(snapshotsNowQuery(run.id));
  if (run.createdCount === 0) return null;
  return (
    <Panel
      id="exists-now"
      title="What exists now"
      aside={
        <Button
          className="no-print"
          pending={answer.isFetching}
          onClick={() => void answer.refetch()}
        >
          <RefreshCw aria-hidden className="size-4" /> Ask EC2 now
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
          This page shows what was taken, and the state that was last seen. Whether the snapshots
          still exist and whether they are locked, only EC2 knows.
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
          EC2 was asked <Time at={seen.readAt} />.
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
      <SnapshotNowTable snapshots={seen.snapshots} />
    </>
  );
}
