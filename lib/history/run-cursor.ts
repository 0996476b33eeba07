import { AppError } from '@/lib/errors/app-error';
import { isUuid } from './is-uuid';

/** The last row of a page: the next page goes on after it, whatever was added meanwhile. */
export type RunCursor = { readonly startedAt: Date; readonly id: string };

export function formatRunCursor({ startedAt, id }: RunCursor): string {
  return `${startedAt.getTime()}_${id}`;
}

/** Throws `AppError` `request-unreadable`. */
export function parseRunCursor(text: string): RunCursor {
  const [time, id] = text.split('_');
  const startedAt = new Date(Number(time));
  if (id === undefined || !isUuid(id) || Number.isNaN(startedAt.getTime())) {
    throw new AppError({
      code: 'request-unreadable',
      message: 'This page of the history cannot be found: its address is damaged.',
      hint: 'Start from the first page.',
    });
  }
  return { startedAt, id };
}
