import type { ReactNode } from 'react';
import { cookies } from 'next/headers';
import { AppHeader } from '@/app/_shell/app-header';
import { KeyHelp } from '@/app/_shell/key-help';
import { PassiveBanner } from '@/app/_shell/passive-banner';
import { SearchKey } from '@/app/_shell/search-key';
import { readTheme, THEME_COOKIE } from '@/app/_shell/theme';
import { UpdateNotice } from '@/app/_shell/update-notice';
import { findPerson } from '@/lib/auth/access';
import { hasPermission } from '@/lib/auth/role';

/** The frame of the signed-in pages. It shows who is there; each page itself checks the access. */
export default async function SignedInLayout({ children }: { readonly children: ReactNode }) {
  const person = await findPerson();
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      {person !== null && <AppHeader person={person} theme={theme} />}
      <SearchKey />
      <KeyHelp />
      <UpdateNotice />
      {person !== null && hasPermission(person.roles, 'read-history') && <PassiveBanner />}
      <main id="main" tabIndex={-1} className="mx-auto max-w-7xl px-4 py-6 outline-none">
        {children}
      </main>
    </>
  );
}
