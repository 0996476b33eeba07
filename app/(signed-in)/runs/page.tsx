import { Suspense } from 'react';
import { HistoryView } from '@/app/_history/history-view';
import { requirePagePerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';
import { getServices } from '@/lib/services/get-services';

export const metadata = { title: 'History' };

export default async function RunsPage() {
  const person = await requirePagePerson('read-history');
  return (
    <Suspense>
      <HistoryView
        canExport={hasPermission(person.roles, 'export')}
        environmentNames={getServices().preview.environmentNames}
      />
    </Suspense>
  );
}
