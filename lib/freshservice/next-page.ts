import LinkHeader from 'http-link-header';
import { AppError } from '@/lib/errors/app-error';

/**
 * The address of the page after `current`, or null on the last one. A link to another origin is an
 * error and not followed: the API key would go with it.
 */
export function findNextPage(current: URL, headers: Headers): URL | null {
  const header = headers.get('link');
  if (header === null || header.trim() === '') return null;
  const target = parseNext(header);
  if (target === null) return null;
  const next = URL.canParse(target, current) ? new URL(target, current) : null;
  if (next?.origin !== current.origin || next.username !== '') {
    throw buildPagingError('Freshservice named a next page at another address than its own.');
  }
  return next;
}

/** Reading on without an end, or stopping short in silence, are both worse than an error. */
export function buildPagingError(message: string): AppError {
  return new AppError({
    code: 'freshservice-unreadable',
    message: `${message} Not all tasks could be read.`,
    hint: 'Check FRESHSERVICE_URL; if it is right, tell the owners of Snapgate.',
  });
}

function parseNext(header: string): string | null {
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri ?? null;
  } catch (cause) {
    // The parser throws plain errors on malformed headers; a broken header must not end the list.
    throw new AppError({
      code: 'freshservice-unreadable',
      message: 'Freshservice sent a page list that cannot be read. Not all tasks could be read.',
      hint: 'Try again; if it stays, tell the owners of Snapgate.',
      cause,
    });
  }
}
