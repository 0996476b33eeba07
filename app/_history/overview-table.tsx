import Link from 'next/link';
import { ChevronRight } from 'lucide-react';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { formatNumber } from '@/app/_ui/number-words';
import { OUTCOMES, type Overview } from '@/lib/history/overview';
import { bucketLink, describeBucket } from './bucket-link';
import { OUTCOME_WORDS } from './outcome-words';

type Props = { readonly overview: Overview; readonly filters: string };

const COLUMNS = [
  'Days',
  ...OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome].word),
  'Snapshots taken',
  'Snapshots failed',
];

/** The bars as numbers, newest first; days on which nothing was done are left out. */
export function OverviewTable({ overview, filters }: Props) {
  const busy = overview.buckets.filter(({ runs }) => OUTCOMES.some((outcome) => runs[outcome] > 0));
  if (busy.length === 0) return null;
  return (
    <details className="group border-t border-line">
      <summary className="flex list-none items-center gap-1 px-4 py-2 text-xs font-medium text-accent -outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        The same as a table
      </summary>
      <DataTable label="Runs and snapshots by day" columns={COLUMNS}>
        <TableBody>
          {busy.toReversed().map((bucket) => (
            <TableRow key={bucket.day}>
              <TableCell label="Days">
                <Link
                  href={bucketLink(filters, bucket)}
                  prefetch={false}
                  className="whitespace-nowrap underline decoration-line-strong underline-offset-2 hover:text-accent"
                >
                  {describeBucket(bucket)}
                </Link>
              </TableCell>
              {OUTCOMES.map((outcome) => (
                <TableCell key={outcome} label={OUTCOME_WORDS[outcome].word}>
                  {formatNumber(bucket.runs[outcome])}
                </TableCell>
              ))}
              <TableCell label="Snapshots taken">{formatNumber(bucket.snapshotsTaken)}</TableCell>
              <TableCell label="Snapshots failed">{formatNumber(bucket.snapshotsFailed)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </DataTable>
    </details>
  );
}
