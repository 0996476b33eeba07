import type { AppErrorCode } from './app-error';

/** What the browser is told when something failed. Never a stack, never a secret. */
export type Problem = {
  /** `page-outdated` is said by the page itself: an older release made it. */
  readonly code: AppErrorCode | 'internal' | 'page-outdated';
  readonly message: string;
  readonly hint: string;
  /** Finds the log line of this failure. */
  readonly requestId: string;
  readonly retryAfterMs: number | null;
};

/** The answer of a server action: data either way, never a thrown error. */
export type ActionResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
