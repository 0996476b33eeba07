import { redirect } from 'next/navigation';
import { TicketView } from '@/app/_plan/ticket-view';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { readTicketPath } from '@/lib/preview/read-ticket-path';
import { getServices } from '@/lib/services/get-services';

type Props = { readonly params: Promise<{ readonly reference: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: decode((await params).reference).slice(0, 40) };
}

/** The dry run of one ticket. Other spellings lead to the canonical address. */
export default async function TicketPage({ params }: Props) {
  const typed = decode((await params).reference);
  const person = await requirePagePerson('look-up');
  const read = readTicketPath(typed, getServices().config.freshservice.url);
  if (!read.ok) redirect(`/?q=${encodeURIComponent(typed.slice(0, 200))}`);
  if (read.reference !== typed) redirect(read.path);
  return (
    <TicketView
      reference={read.reference}
      canExecute={hasPermission(person.roles, 'execute')}
      mayOverride={hasPermission(person.roles, 'override-policy')}
      roles={person.roles}
    />
  );
}

/** A damaged escape is shown as it is; the look-up says what is wrong with it. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
