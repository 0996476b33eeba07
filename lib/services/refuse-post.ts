/** What a page is told that posts anything but a call of one of our actions. */
export type PostRefusal = { readonly status: 400 | 403 | 415; readonly sentence: string };

/**
 * Next decodes the arguments of an action before the action asks who calls: React's format has
 * references, promises, streams and functions, what does not fit is an internal error there, and
 * some of it takes long. None of our pages sends any of these, so nothing of it gets that far.
 */
export async function refusePost(request: Request): Promise<PostRefusal | null> {
  if (request.method !== 'POST' || new URL(request.url).pathname.startsWith('/api/')) return null;
  const type = request.headers.get('content-type') ?? '';
  if (!request.headers.has('next-action') || !type.startsWith('text/plain')) {
    return { status: 415, sentence: 'Request blocked: it did not come from a Snapgate page.' };
  }
  if (isCall(await request.text())) return null;
  return { status: 400, sentence: 'Invalid request.' };
}

/** Arguments, of which none needs anything but texts, numbers, lists and objects. */
function isCall(body: string): boolean {
  try {
    const sent: unknown = JSON.parse(body);
    return Array.isArray(sent) && isPlain(sent, 0);
  } catch {
    return false;
  }
}

const DEEPEST = 8;

/** React writes what is no plain value as a text that begins with one dollar, and a dollar as two. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !/^\$(?!\$|undefined$)/.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < DEEPEST && Object.values(value).every((one) => isPlain(one, depth + 1));
}
