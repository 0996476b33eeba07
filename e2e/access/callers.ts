import type { Browser, BrowserContext } from '@playwright/test';
import { Client } from 'pg';
import { signInWithNewSession, type SandboxUser } from '../sign-in';
import type { Caller } from './table';

const USERS: Readonly<Record<Caller, SandboxUser | null>> = {
  nobody: null,
  'no role': 'Nora',
  viewer: 'Vera',
  operator: 'Olga',
  auditor: 'Aldo',
  admin: 'Ada',
  revoked: 'Ada',
  expired: 'Ada',
};

/** What time or an admin does to a session; the cookie of its browser knows nothing of it. */
const FATES: Readonly<Partial<Record<Caller, string>>> = {
  revoked: `ended_at = now(), ended_by = 'test', end_reason = 'revoked'`,
  expired: `started_at = now() - interval '8 hours 1 minute'`,
};

/** A browser of its own for the caller, signed in as a person signs in; its requests. */
export async function openCaller(browser: Browser, caller: Caller): Promise<BrowserContext> {
  const context = await browser.newContext();
  const user = USERS[caller];
  if (user === null) return context;
  const page = await context.newPage();
  await signInWithNewSession(page, user);
  await page.close();
  const fate = FATES[caller];
  if (fate !== undefined) await changeNewestSession(user, fate);
  return context;
}

/** What its browser sends, for requests that no browser would make. */
export async function cookieOf(context: BrowserContext): Promise<string> {
  const cookies = await context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** As if the person had been signed out from elsewhere while the page is open. */
export function endNewestSession(user: SandboxUser): Promise<void> {
  return changeNewestSession(
    user,
    `ended_at = now(), ended_by = 'test', end_reason = 'signed-out-everywhere'`,
  );
}

async function changeNewestSession(user: SandboxUser, change: string): Promise<void> {
  await query(
    `UPDATE session SET ${change} WHERE id = (
       SELECT id FROM session WHERE email = $1 ORDER BY started_at DESC LIMIT 1)`,
    [`${user.toLowerCase()}@example.com`],
  );
}

/** As if the person had used up everything for so long; 0 gives all of it back. */
export async function useUpAllowances(user: SandboxUser, minutes: number): Promise<void> {
  await query(
    `UPDATE allowance SET next_at = now() + $2 * interval '1 minute' WHERE subject LIKE $1`,
    [`%#${user.toLowerCase()}`, minutes],
  );
}

async function query(text: string, values: readonly unknown[]): Promise<void> {
  const database = new Client({ connectionString: process.env.E2E_DATABASE_URL });
  await database.connect();
  try {
    await database.query(text, [...values]);
  } finally {
    await database.end();
  }
}
