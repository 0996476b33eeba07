import { RunView } from '@/app/_run/run-view';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';

type Props = { readonly params: Promise<{ readonly id: string }> };

export const metadata = { title: 'Run' };

export default async function RunPage({ params }: Props) {
  const { id } = await params;
  const person = await requirePagePerson('read-history');
  return <RunView runId={id} canExecute={hasPermission(person.roles, 'execute')} />;
}
