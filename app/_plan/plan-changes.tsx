import Link from 'next/link';
import { Button } from '@/app/_ui/button';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { Notice } from '@/app/_ui/notice';
import { comparePlans } from '@/lib/plan/compare-plans';
import type { PlanDifference } from '@/lib/plan/compare-steps';
import type { RecordedChange } from '@/lib/plan/seen-plan';
import type { Refusal } from './use-execution';

type Props = { readonly changes: readonly RecordedChange[] };

/** What changed, before beside after. */
export function PlanChanges({ changes }: Props) {
  if (changes.length === 0) return null;
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <DataTable label="What changed" columns={['What', 'You saw', 'Now']}>
        <TableBody>
          {changes.map((change) => (
            <TableRow key={JSON.stringify(change)}>
              <TableCell label="What">{change.what}</TableCell>
              <TableCell
                label="You saw"
                className="text-muted [overflow-wrap:anywhere] whitespace-pre-line"
              >
                {change.before ?? 'nothing'}
              </TableCell>
              <TableCell
                label="Now"
                className="font-medium [overflow-wrap:anywhere] whitespace-pre-line"
              >
                {change.after ?? 'nothing'}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </DataTable>
    </div>
  );
}

type ChangedNoticeProps = {
  readonly changes: readonly PlanDifference[];
  readonly onSeen: () => void;
};

/** The plan changed while the page was open; said before anyone presses Execute. */
export function ChangedNotice({ changes, onSeen }: ChangedNoticeProps) {
  return (
    <Notice tone="attention" title="The plan changed since you opened it" urgent>
      <PlanChanges changes={changes} />
      <Button onClick={onSeen}>I have reviewed the changes</Button>
    </Notice>
  );
}

type RefusalNoticeProps = { readonly refusal: Refusal };

/** Execute was refused: nothing was taken, and this is what is different from what was seen. */
export function RefusalNotice({ refusal }: RefusalNoticeProps) {
  const { outcome, seen } = refusal;
  return (
    <Notice tone="bad" title="No snapshots were taken" urgent>
      <p>
        {outcome.message} This page now shows the current plan. The rejection is recorded as{' '}
        <Link href={`/runs/${outcome.runId}`} className="font-medium text-accent underline">
          a rejected run
        </Link>
        .
      </p>
      <PlanChanges changes={comparePlans(seen, outcome.plan)} />
    </Notice>
  );
}
