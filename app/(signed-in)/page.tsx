import { redirect } from 'next/navigation';
import { LookUpView } from '@/app/_lookup/look-up-view';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { findTicketPath } from '@/lib/preview/load-ticket';
import { getServices } from '@/lib/services/get-services';

type Props = { readonly searchParams: Promise<{ readonly q?: string | string[] }> };

/** The lookup: one box; `?q=` is what was typed into it. */
export default async function LookUpPage({ searchParams }: Props) {
  const { q } = await searchParams;
  const typed = typeof q === 'string' ? q : '';
  const person = await requirePagePerson('read-history');
  if (!hasPermission(person.roles, 'look-up')) redirect('/runs');
  const canExecute = hasPermission(person.roles, 'execute');
  if (typed === '') return <LookUpView typed="" problem={null} canExecute={canExecute} />;

  const read = findTicketPath(typed, getServices().config.freshservice);
  if (read.ok) redirect(read.path);
  return <LookUpView typed={typed.slice(0, 200)} problem={read} canExecute={canExecute} />;
}
