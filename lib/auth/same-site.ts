import type { Config } from '@/lib/config/config';

type Sent = { get(name: string): string | null };

/**
 * Whether a request that changes something came from a page of ours. Browsers say so themselves in
 * `Sec-Fetch-Site`; where they do not (plain http), the origin must be the dashboard's address. A
 * request that says neither is refused: leaving a header out is easier than forging it.
 */
export function isSameSite(sent: Sent, { appUrl }: Pick<Config, 'appUrl'>): boolean {
  const site = sent.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = sent.get('origin');
  return origin !== null && origin === new URL(appUrl).origin;
}

/**
 * Whether a request that only reads may be answered: any page of ours, a person who typed the
 * address or followed a link, and programs. Other sites may not load our answers into their pages.
 */
export function mayRead(sent: Sent): boolean {
  const site = sent.get('sec-fetch-site');
  if (site === null || site === 'same-origin' || site === 'none') return true;
  return sent.get('sec-fetch-mode') === 'navigate' && sent.get('sec-fetch-dest') === 'document';
}

/** How a refusal of a changed `Origin` begins; the page shows such a sentence as it is. */
export const ORIGIN_REFUSAL = 'The Origin header';

/**
 * What is wrong with the `Origin` of a server action, for the person who set up the proxy; null when
 * nothing is. Next itself would answer without a word.
 */
export function findOriginProblem(sent: Sent, { appUrl }: Pick<Config, 'appUrl'>): string | null {
  const origin = sent.get('origin');
  const wanted = new URL(appUrl).origin;
  if (origin === null || origin === wanted) return null;
  return `${ORIGIN_REFUSAL} is not ${wanted}, so nothing was done. Open Snapgate at that address. If you did, the proxy in front of it changes the Origin header; it must pass it unchanged.`;
}
