'use client';

import { Lock } from 'lucide-react';
import { AwsId } from '@/app/_ui/aws-id';
import { Badge } from '@/app/_ui/badge';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { ShowMore } from '@/app/_ui/show-more';
import { Time } from '@/app/_ui/time';
import { useShown } from '@/app/_ui/use-shown';
import type { SnapshotNow } from '@/lib/run/run';
import { describeSnapshotNow, sortSeen } from './describe-snapshot-now';

type Props = { readonly snapshots: readonly SnapshotNow[] };

const COLUMNS = ['Now', 'Server', 'Snapshot', 'Lock'] as const;

export function SnapshotNowTable({ snapshots }: Props) {
  const shown = useShown(sortSeen(snapshots));
  return (
    <div className="border-t border-line">
      <DataTable label="What EC2 has now" columns={COLUMNS}>
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
  const { tone, word } = describeSnapshotNow(snapshot);
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
          until <Time at={until} style="local" />
        </span>
      )}
    </span>
  );
}
