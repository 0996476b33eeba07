import type { APIRequestContext, APIResponse } from '@playwright/test';
import type { Entry, Method, METHODS_OF_NONE } from './entries';
import type { Outcome } from './table';

/** Past every page and proxy: the request itself, as any program could send it. */
const OURS = { 'sec-fetch-site': 'same-origin' };

/** Calls one entry directly and says in the table's words what came of it. */
export async function callEntry(request: APIRequestContext, entry: Entry): Promise<Outcome> {
  switch (entry.kind) {
    case 'page':
      return judgePage(await request.get(entry.path, { maxRedirects: 0 }));
    case 'route':
      return judgeRoute(await callRoute(request, entry.path, entry.method));
    case 'action':
      return judgeAction(await callAction(request, entry));
  }
}

export function callRoute(
  request: APIRequestContext,
  path: string,
  method: Method | (typeof METHODS_OF_NONE)[number],
): Promise<APIResponse> {
  return request.fetch(path, {
    method,
    maxRedirects: 0,
    headers: OURS,
    ...(method === 'POST' ? { form: {} } : {}),
  });
}

/** With an empty object as argument: a caller that passes the check is told that it cannot be read. */
export function callAction(
  request: APIRequestContext,
  { path, id }: { readonly path: string; readonly id: string },
  headers: Readonly<Record<string, string>> = OURS,
): Promise<APIResponse> {
  return request.post(path, {
    maxRedirects: 0,
    headers: {
      ...headers,
      'next-action': id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
    },
    data: '[{}]',
  });
}

function judgePage(response: APIResponse): Outcome {
  const { location } = response.headers();
  if (location?.startsWith('/signin')) return 'sign-in';
  if (/^\/no-access(\?needs=[a-z-]+)?$/.test(location ?? '')) return 'no';
  // The run and the ticket that are asked for do not exist; to be told so is an answer.
  const answered = response.status() < 400 || response.status() === 404;
  return answered ? 'yes' : `status ${response.status()}`;
}

function judgeRoute(response: APIResponse): Outcome {
  const status = response.status();
  if (status === 401) return 'sign-in';
  if (status === 403) return 'no';
  // A caller with the right is told of a bad request or a missing thing, never of a failure.
  return [200, 302, 307, 400, 404].includes(status) ? 'yes' : `status ${status}`;
}

async function judgeAction(response: APIResponse): Promise<Outcome> {
  const text = await response.text();
  if (text.includes('"code":"not-signed-in"')) return 'sign-in';
  if (text.includes('"code":"access-missing"')) return 'no';
  const answered = text.includes('"ok":true') || text.includes('"code":"request-unreadable"');
  return answered ? 'yes' : `status ${response.status()}: ${text.slice(0, 200)}`;
}
