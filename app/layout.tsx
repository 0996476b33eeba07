import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { cookies } from 'next/headers';
import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import { getConfig } from '@/lib/config/get-config';
import { releaseId } from '@/lib/config/release';
import { CanonicalOriginRedirect } from './_shell/canonical-origin-redirect';
import { QueryProvider } from './_shell/query-provider';
import { SkipLink } from './_shell/skip-link';
import { readTheme, THEME_COOKIE } from './_shell/theme';
import { Announcer } from './_ui/announcer';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Snapgate', template: '%s · Snapgate' },
  description:
    'EBS snapshots for Freshservice changes: see them first, take them, keep the record.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={theme === 'system' ? undefined : theme}
      data-release={releaseId()}
    >
      <body>
        <SkipLink />
        <QueryProvider>{children}</QueryProvider>
        <Announcer />
        <CanonicalOriginRedirect appUrl={getConfig().appUrl} />
      </body>
    </html>
  );
}
