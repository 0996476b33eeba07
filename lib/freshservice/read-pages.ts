import LinkHeader from 'http-link-header';
import type { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { buildUnreadableError } from './freshservice-errors';
import { type Connection, type Reply, sendRequest } from './send-request';

/** More than a ticket may have of anything, so more means that the paging does not end. */
const MAX_PAGES = 30;

/** Reads page after page of a list, until there is no next one. */
export async function readPages(
  connection: Connection,
  first: URL,
  portalHosts: readonly string[],
  onPage: (reply: Reply) => void,
): Promise<void> {
  let page: URL | null = first;
  const read = new Set<string>();
  while (page !== null) {
    if (read.has(page.href)) throw buildPagingError('Freshservice linked to the same page twice.');
    if (read.size === MAX_PAGES) throw buildPagingError(`There are over ${MAX_PAGES} pages.`);
    read.add(page.href);
    const reply = await sendRequest(connection, page);
    onPage(reply);
    page = findNextPage(page, reply.headers, portalHosts);
  }
}

export function parseReply<T>(schema: z.ZodType<T>, reply: Reply): T {
  const parsed = schema.safeParse(reply.body);
  if (parsed.success) return parsed.data;
  // Field names only: the values are ticket text and do not belong into a log of errors.
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).slice(0, 5);
  throw buildUnreadableError(
    'unexpected',
    { ...reply.details, fields: fields.join(', ') },
    parsed.error,
  );
}

/**
 * The address of the page after `current`, or null on the last one. A link to another origin is an
 * error and not followed: the API key would go with it.
 */
export function findNextPage(
  current: URL,
  headers: Headers,
  portalHosts: readonly string[],
): URL | null {
  const header = headers.get('link');
  if (header === null || header.trim() === '') return null;
  const target = parseNext(header);
  if (target === null) return null;
  const next = URL.canParse(target, current) ? new URL(target, current) : null;
  // The API answers on its own host only; an account with a portal may name that one.
  if (next !== null && portalHosts.includes(next.host)) {
    return new URL(next.pathname + next.search, current.origin);
  }
  if (next?.origin !== current.origin || next.username !== '' || next.password !== '') {
    throw buildPagingError('The next-page link from Freshservice points to a different address.');
  }
  return next;
}

/** Reading on without an end, or stopping short in silence, are both worse than an error. */
function buildPagingError(message: string): AppError {
  return new AppError({
    code: 'freshservice-unreadable',
    message: `${message} Not all tasks could be read.`,
    hint: 'Check FRESHSERVICE_URL; if it is right, contact your Snapgate administrator.',
  });
}

function parseNext(header: string): string | null {
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri ?? null;
  } catch (cause) {
    // The parser throws plain errors on malformed headers; a broken header must not end the list.
    throw new AppError({
      code: 'freshservice-unreadable',
      message: 'Freshservice returned invalid paging links, so not all tasks could be read.',
      hint: 'Try again. If the problem persists, contact your Snapgate administrator.',
      cause,
    });
  }
}
