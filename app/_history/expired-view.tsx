import Link from 'next/link';
import { Download } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { buttonLook } from '@/app/_ui/button-look';
import { DataTable, TableBody, TableCell, TableRow } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { countOf, formatGib, formatNumber, joinNames } from '@/app/_ui/format-number';
import { Panel } from '@/app/_ui/panel';
import { MAX_EXPIRED_RUNS, type ExpiredRun, type ExpiredTotal } from '@/lib/run/expired-snapshots';
import { runsPath } from './runs-path';

type Props = {
  /** Until when, included: `YYYY-MM-DD`. */
  readonly day: string;
  /** Whether that day is still to come. */
  readonly isLater: boolean;
  readonly totals: readonly ExpiredTotal[];
  /** The longest expired first; not all of them where there are many. */
  readonly runs: readonly ExpiredRun[];
  /** Of the environments whose snapshots expire. */
  readonly keepDays: readonly { readonly name: string; readonly keepDays: number }[];
  readonly canExport: boolean;
};

const LINK = 'font-medium underline decoration-line-strong underline-offset-2 hover:text-accent';

/** What has expired and is still there, and where to delete it. Nothing is deleted from here. */
export function ExpiredView({ day, isLater, totals, runs, keepDays, canExport }: Props) {
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">
          {isLater ? `Snapshots that expire by ${day}` : 'Expired snapshots'}
        </h1>
        {canExport && (
          <a
            href={`/api/runs/export.csv?expired=${day}`}
            download
            className={`no-print ${buttonLook('secondary')}`}
          >
            <Download aria-hidden className="size-4" /> CSV
          </a>
        )}
      </div>
      <p className="max-w-prose text-pretty text-muted">
        {expiryLabel(keepDays)} Snapgate never deletes an expired snapshot automatically. To delete
        the snapshots of a run, open the run.
      </p>
      <DayForm day={day} />
      <Panel id="totals" title="By environment">
        {totals.length === 0 ? (
          <EmptyState title={`No snapshot expires by ${day}`}>
            Snapshots whose expiry date has passed are listed here until a run deletes them.
          </EmptyState>
        ) : (
          <TotalsTable day={day} totals={totals} />
        )}
      </Panel>
      {runs.length > 0 && (
        <Panel id="runs" title="By run" aside={<RunCount shown={runs.length} day={day} />}>
          <ExpiredRunTable runs={runs} />
        </Panel>
      )}
    </div>
  );
}

function expiryLabel(keepDays: Props['keepDays']): string {
  if (keepDays.length === 0) {
    return 'No environment has an expiry (keepDays), so new snapshots do not expire.';
  }
  const parts = keepDays.map((one) => `${countOf(one.keepDays, 'day')} in ${one.name}`);
  return `New snapshots expire after ${joinNames(parts)}.`;
}

/** Also days ahead: what will have expired by then. */
function DayForm({ day }: Pick<Props, 'day'>) {
  return (
    <form action="/runs/expired" className="no-print flex flex-wrap items-end gap-3">
      <label className="block">
        <span className="mb-1 block text-xs text-muted">Expiring by</span>
        <input
          name="by"
          type="date"
          required
          defaultValue={day}
          className="h-9 rounded-md border border-line-strong bg-surface px-2"
        />
      </label>
      <Button type="submit">Show</Button>
    </form>
  );
}

function TotalsTable({ day, totals }: Pick<Props, 'day' | 'totals'>) {
  return (
    <DataTable
      label="Expired snapshots by environment, largest first"
      columns={['Environment', 'Snapshots', 'Size', 'Earliest expiry', 'Runs']}
    >
      <TableBody>
        {totals.map(({ environment, snapshots, sizeGib, since }) => (
          <TableRow key={environment}>
            <TableCell label="Environment">{environment}</TableCell>
            <TableCell label="Snapshots">{formatNumber(snapshots)}</TableCell>
            <TableCell label="Size">{formatGib(sizeGib)}</TableCell>
            <TableCell label="Earliest expiry">{since}</TableCell>
            <TableCell label="Runs">
              <Link href={runsPath('', { expired: day, environment })} className={LINK}>
                Show in history<span className="sr-only"> for {environment}</span>
              </Link>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </DataTable>
  );
}

function RunCount({ shown, day }: { readonly shown: number; readonly day: string }) {
  if (shown < MAX_EXPIRED_RUNS) return null;
  return (
    <span className="text-sm text-muted">
      The first {MAX_EXPIRED_RUNS}.{' '}
      <Link href={runsPath('', { expired: day })} className={LINK}>
        All in history
      </Link>
    </span>
  );
}

function ExpiredRunTable({ runs }: Pick<Props, 'runs'>) {
  return (
    <DataTable
      label="Runs with expired snapshots, longest expired first"
      columns={['Ticket', 'Environment', 'Snapshots', 'Size', 'Expiry']}
    >
      <TableBody>
        {runs.map(({ runId, ticket, environment, snapshots, sizeGib, since }) => (
          <TableRow key={`${runId} ${environment}`}>
            <TableCell label="Ticket">
              <Link href={`/runs/${runId}`} className={LINK}>
                {ticket}
              </Link>
            </TableCell>
            <TableCell label="Environment">{environment}</TableCell>
            <TableCell label="Snapshots">{formatNumber(snapshots)}</TableCell>
            <TableCell label="Size">{formatGib(sizeGib)}</TableCell>
            <TableCell label="Expiry">{since}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </DataTable>
  );
}
