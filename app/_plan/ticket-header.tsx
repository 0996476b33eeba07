import { ExternalLink } from 'lucide-react';
import { Badge } from '@/app/_ui/badge';
import { CopyableId } from '@/app/_ui/copy-button';
import { Time } from '@/app/_ui/time';
import type { Ticket, TimeWindow } from '@/lib/ticket/ticket';

type Props = { readonly ticket: Ticket };

/** Which ticket this is and in what state, as Freshservice has it. */
export function TicketHeader({ ticket }: Props) {
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CopyableId id={ticket.reference} />
        <Badge tone={ticket.status.closed ? 'attention' : 'neutral'}>{ticket.status.label}</Badge>
        {ticket.approval !== null && (
          <Badge tone={ticket.approval.approved ? 'good' : 'attention'}>
            Approval: {ticket.approval.label}
          </Badge>
        )}
        <a
          href={ticket.url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          Open in Freshservice <ExternalLink aria-hidden className="size-3.5" />
        </a>
      </div>
      <h1 className="mt-1 text-xl font-semibold break-words text-balance">{ticket.subject}</h1>
      <p className="mt-1 text-muted">
        <PlannedWindow startAt={ticket.plannedStartAt} endAt={ticket.plannedEndAt} />
        {ticket.blackoutWindow !== null && <Blackout window={ticket.blackoutWindow} />}
      </p>
    </div>
  );
}

type WindowProps = { readonly startAt: string | null; readonly endAt: string | null };

function PlannedWindow({ startAt, endAt }: WindowProps) {
  if (startAt === null && endAt === null) return <>No planned window</>;
  return (
    <>
      Planned window: {startAt === null ? 'open start' : <Time at={startAt} relative />} to{' '}
      {endAt === null ? 'open end' : <Time at={endAt} relative />}
    </>
  );
}

function Blackout({ window }: { readonly window: TimeWindow }) {
  const { name, startAt, endAt } = window;
  return (
    <span className="block">
      Blackout {name ?? 'window'}: {startAt === null ? 'open start' : <Time at={startAt} />} to{' '}
      {endAt === null ? 'open end' : <Time at={endAt} />}
    </span>
  );
}
