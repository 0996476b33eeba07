import type { Page } from '@playwright/test';

export type SandboxUser = 'Olga' | 'Vera' | 'Aldo' | 'Ada' | 'Nora' | 'Clara' | 'Carl';

/** Signs in through the OpenID provider, as a person does. */
export async function signIn(page: Page, user: SandboxUser, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: new RegExp(user) }).click();
  await page.waitForURL(
    (url) => !url.pathname.startsWith('/signin') && !url.pathname.includes('interaction'),
  );
}
