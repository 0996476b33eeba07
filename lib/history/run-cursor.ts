import { AppError } from '@/lib/errors/app-error';
import { isUuid } from './is-uuid';

/**
 * A run at the edge of a page, and to which side of it the next page lies: a page goes on from
 * there whatever was added meanwhile, and at any depth costs the same.
 */
export type RunCursor = {
  readonly towards: 'older' | 'newer';
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly id: string;
};

/** Which page of a list is meant. */
export type Place = { readonly cursor: RunCursor | null; readonly limit: number };

/** `<milliseconds>_<run>`, with `newer_` before it for the way back. */
export function formatRunCursor({ towards, startedAt, id }: RunCursor): string {
  return `${towards === 'newer' ? 'newer_' : ''}${Date.parse(startedAt)}_${id}`;
}

/** Throws `AppError` `request-unreadable`. */
export function parseRunCursor(text: string): RunCursor {
  const parts = /^(newer_)?(\d{1,13})_(.+)$/.exec(text);
  const [, newer, time, id = ''] = parts ?? [];
  const startedAt = new Date(Number(time));
  if (!isUuid(id) || Number.isNaN(startedAt.getTime())) {
    throw new AppError({
      code: 'request-unreadable',
      message: 'This link to a page of the history is invalid.',
      hint: 'Go to the first page.',
    });
  }
  const towards = newer === undefined ? 'older' : 'newer';
  return { towards, startedAt: startedAt.toISOString(), id };
}
