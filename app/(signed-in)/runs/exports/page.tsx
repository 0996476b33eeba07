import { Suspense } from 'react';
import { ExportsView } from '@/app/_history/exports-view';
import { requirePagePerson } from '@/lib/auth/access';

export const metadata = { title: 'Past exports' };

export default async function ExportsPage() {
  await requirePagePerson('export');
  return (
    <Suspense>
      <ExportsView />
    </Suspense>
  );
}
