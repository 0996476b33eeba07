import { forgetViewedTickets } from '@/app/_lookup/recently-viewed';

/**
 * Signing in and out by next-auth's REST addresses, as its own client does it. That client brings
 * a session in React and its helpers along, four times the rest of the sign-in page.
 */
export function signIn(callbackUrl: string): Promise<void> {
  return postAndFollow('/api/auth/signin/oidc', callbackUrl);
}

export function signOut(): Promise<void> {
  forgetViewedTickets();
  return postAndFollow('/api/auth/signout', '/signin');
}

/** Sends next-auth's form and goes where its answer leads. Throws where there is no such answer. */
async function postAndFollow(path: string, callbackUrl: string): Promise<void> {
  const { csrfToken } = (await readJson(await fetch('/api/auth/csrf'))) as { csrfToken: string };
  const response = await fetch(path, {
    method: 'POST',
    body: new URLSearchParams({ csrfToken, callbackUrl, json: 'true' }),
  });
  const { url } = (await readJson(response)) as { readonly url?: string };
  if (url === undefined) throw new Error(`HTTP ${response.status} from ${path}`);
  window.location.href = url;
}

/** A refusal at sign-in is JSON with the address of the page that explains it. */
async function readJson(response: Response): Promise<unknown> {
  if (!response.headers.get('content-type')?.includes('json')) {
    throw new Error(`HTTP ${response.status} from ${response.url}`);
  }
  return response.json();
}
