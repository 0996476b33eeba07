import { HydrationBoundary } from '@tanstack/react-query';
import { redirect } from 'next/navigation';
import { lookUpTicket } from '@/app/_plan/look-up-ticket';
import { TicketView } from '@/app/_plan/ticket-view';
import { takeTurn } from '@/app/api/answer';
import { LOOK_UPS } from '@/app/api/person-gate';
import { prefetch } from '@/app/_queries/first-look';
import { planKey } from '@/app/_queries/ticket-queries';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { findTicketPath } from '@/lib/preview/load-ticket';
import { getServices } from '@/lib/services/get-services';

type Props = {
  readonly params: Promise<{ readonly reference: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
};

export async function generateMetadata({ params }: Pick<Props, 'params'>) {
  return { title: decode((await params).reference).slice(0, 40) };
}

/** The dry run of one ticket. Other spellings lead to the canonical address. */
export default async function TicketPage({ params, searchParams }: Props) {
  const typed = decode((await params).reference);
  const person = await requirePagePerson('look-up');
  const read = findTicketPath(typed, getServices().config.freshservice);
  if (!read.ok) redirect(`/?q=${encodeURIComponent(typed.slice(0, 200))}`);
  if (read.reference !== typed) redirect(read.path);
  const environment = one((await searchParams).environment);
  const request = { reference: read.reference, environment, live: false };
  const look = takeTurn(person, () => lookUpTicket(request, person), {
    quota: 'lookUps',
    gate: LOOK_UPS,
  });
  return (
    <HydrationBoundary state={await prefetch([[planKey(read.reference, environment), look]])}>
      <TicketView
        reference={read.reference}
        canExecute={hasPermission(person.roles, 'execute')}
        mayOverride={hasPermission(person.roles, 'override-policy')}
        roles={person.roles}
      />
    </HydrationBoundary>
  );
}

function one(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** A damaged escape is shown as it is; the lookup says what is wrong with it. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
