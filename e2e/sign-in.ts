import { test, type Cookie, type Page } from '@playwright/test';

export type SandboxUser = 'Olga' | 'Vera' | 'Aldo' | 'Ada' | 'Nora' | 'Clara' | 'Carl';

/** What the tests of one file signed in with; by file, because some have a product of their own. */
const kept = new Map<string, readonly Cookie[]>();

/** Opens a page as a person who is signed in already, or signs in first. */
export async function signIn(page: Page, user: SandboxUser, path = '/'): Promise<void> {
  const key = `${test.info().file} ${user}`;
  const cookies = kept.get(key);
  if (cookies !== undefined) {
    await page.context().addCookies([...cookies]);
    await page.goto(path);
    // A test may have ended the session.
    if (!new URL(page.url()).pathname.startsWith('/signin')) return;
    await page.context().clearCookies();
  }
  await signInWithNewSession(page, user, path);
  kept.set(key, await page.context().cookies());
}

/** Signs in through the OpenID provider, as a person does: a session of its own. */
export async function signInWithNewSession(
  page: Page,
  user: SandboxUser,
  path = '/',
): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: new RegExp(user) }).click();
  await page.waitForURL(
    (url) => !url.pathname.startsWith('/signin') && !url.pathname.includes('interaction'),
  );
}
