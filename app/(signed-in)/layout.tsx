import type { ReactNode } from 'react';
import { cookies } from 'next/headers';
import { AppHeader } from '@/app/_shell/app-header';
import { SearchKey } from '@/app/_shell/search-key';
import { readTheme, THEME_COOKIE } from '@/app/_shell/theme';
import { findPerson } from '@/lib/auth/access';

/** The frame of the signed-in pages. It shows who is there; each page itself checks the access. */
export default async function SignedInLayout({ children }: { readonly children: ReactNode }) {
  const person = await findPerson();
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      {person !== null && <AppHeader person={person} theme={theme} />}
      <SearchKey />
      <main id="main" tabIndex={-1} className="mx-auto max-w-7xl px-4 py-6 outline-none">
        {children}
      </main>
    </>
  );
}
