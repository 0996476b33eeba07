import Link from 'next/link';
import type { RecentTicket } from '@/app/_queries/recent-tickets-query';
import { RunStatusBadge } from '@/app/_run/run-status-badge';
import { EmptyState } from '@/app/_ui/empty-state';
import { Panel } from '@/app/_ui/panel';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Time } from '@/app/_ui/time';
import { walkWithArrowKeys } from '@/app/_ui/walk-with-arrow-keys';

/** Null: still being read. */
type Props = { readonly tickets: readonly RecentTicket[] | null };

/** The tickets that were worked on lately, newest first. */
export function RecentTickets({ tickets }: Props) {
  return (
    <Panel id="recent-tickets" title="Recent tickets">
      {tickets === null && <SkeletonRows rows={4} className="h-15" />}
      {tickets?.length === 0 && (
        <EmptyState title="No ticket was worked on yet">
          Type the number of a change above, such as <code className="font-mono">7303</code> or{' '}
          <code className="font-mono">CHN-7303</code>, or paste its link from Freshservice.
        </EmptyState>
      )}
      {tickets !== null && tickets.length > 0 && (
        <ul className="divide-y divide-line" onKeyDown={walkWithArrowKeys}>
          {tickets.map((ticket) => (
            <RecentTicketItem key={ticket.reference} ticket={ticket} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RecentTicketItem({ ticket }: { readonly ticket: RecentTicket }) {
  return (
    <li>
      <Link
        href={`/tickets/${ticket.reference}`}
        data-arrow-stop
        className="flex min-h-15 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 -outline-offset-2 hover:bg-sunken"
      >
        <span className="min-w-0 flex-1 basis-48">
          <span className="font-mono text-xs text-muted">{ticket.reference}</span>
          <span className="block truncate font-medium">{ticket.subject}</span>
        </span>
        <span className="flex items-center gap-3 text-xs text-muted">
          <RunStatusBadge status={ticket.lastRunStatus} />
          <Time at={ticket.lastRunAt} />
        </span>
      </Link>
    </li>
  );
}
