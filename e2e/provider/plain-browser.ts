import type { Asked } from './hostile-provider';

export type Answer = {
  readonly status: number;
  readonly location: string;
  readonly text: string;
  readonly setCookies: readonly string[];
};

/**
 * Just enough of a browser to sign in: it keeps cookies and follows nothing by itself. Unlike a
 * real one it sends whatever a test wants, and takes `__Host-` cookies without TLS.
 */
export type PlainBrowser = {
  readonly cookies: Map<string, string>;
  readonly get: (path: string) => Promise<Answer>;
  /** Presses "Sign in"; says what the product asked of the provider. */
  readonly startSignIn: () => Promise<Asked & { readonly state: string; readonly url: URL }>;
  /** Comes back from the provider. */
  readonly comeBack: (parameters: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly isSignedIn: () => Promise<boolean>;
};

export function openPlainBrowser(appUrl: string): PlainBrowser {
  const cookies = new Map<string, string>();

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${appUrl}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie, 'sec-fetch-site': 'same-origin' },
    });
    const setCookies = response.headers.getSetCookie();
    for (const line of setCookies) keep(cookies, line);
    const location = response.headers.get('location') ?? '';
    return { status: response.status, location, text: await response.text(), setCookies };
  }

  return {
    cookies,
    get: (path) => send(path),
    async startSignIn() {
      const { csrfToken } = JSON.parse((await send('/api/auth/csrf')).text) as {
        csrfToken: string;
      };
      const body = new URLSearchParams({ csrfToken, callbackUrl: '/', json: 'true' });
      const { text } = await send('/api/auth/signin/oidc', { method: 'POST', body });
      const url = new URL((JSON.parse(text) as { url: string }).url);
      const asked = (name: string) => url.searchParams.get(name) ?? '';
      return {
        url,
        state: asked('state'),
        nonce: asked('nonce'),
        codeChallenge: asked('code_challenge'),
      };
    },
    comeBack: (parameters) =>
      send(`/api/auth/callback/oidc?${new URLSearchParams(parameters).toString()}`),
    isSignedIn: async () => (await send('/api/runs')).status === 200,
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const gone = attributes.some((attribute) =>
    /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute),
  );
  if (gone) cookies.delete(pair.slice(0, at));
  else cookies.set(pair.slice(0, at), pair.slice(at + 1));
}
