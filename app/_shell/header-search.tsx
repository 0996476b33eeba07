'use client';

import { usePathname } from 'next/navigation';
import { LookUpForm } from '@/app/_lookup/look-up-form';

/** The look-up box on pages that have no search box of their own. */
export function HeaderSearch() {
  const path = usePathname();
  if (path === '/' || path === '/runs') return null;
  return (
    <div className="hidden w-64 md:block">
      <LookUpForm size="small" />
    </div>
  );
}
