/** Every way an operation can fail that is not a bug. */
export type AppErrorCode =
  | 'reference-unreadable'
  | 'request-unreadable'
  | 'not-signed-in'
  | 'access-missing'
  | 'cross-site'
  | 'not-found'
  | 'idempotency-key-reused'
  | 'too-many-requests'
  | 'passive-mode'
  | 'environment-unknown'
  | 'ticket-not-found'
  | 'ticket-too-large'
  | 'freshservice-unauthorized'
  | 'freshservice-rate-limited'
  | 'freshservice-unavailable'
  | 'freshservice-unreadable'
  | 'freshservice-unreachable'
  | 'freshservice-refused'
  | 'aws-denied'
  | 'aws-throttled'
  | 'aws-unavailable'
  | 'aws-unreachable'
  | 'aws-refused'
  | 'slack-refused'
  | 'slack-unreachable'
  | 'database-unavailable'
  | 'database-pooled'
  | 'migration-failed'
  | 'search-too-slow';

type AppErrorInput = {
  readonly code: AppErrorCode;
  /** One sentence for a tired engineer: what happened. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  readonly retryable?: boolean;
  /** How long the outside system asked us to wait. */
  readonly retryAfterMs?: number;
  /** The outside system's own error code, HTTP status or request id, for the log. */
  readonly details?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
};

const BRAND = Symbol.for('snapgate.app-error');

/**
 * The one operational failure. Made where the outside system is spoken to, by class or status and
 * never by message text; turned into an answer for the browser in one place (`to-problem.ts`).
 */
export class AppError extends Error {
  readonly [BRAND] = true;

  /**
   * Next bundles this file once for the pages and once for what starts with the server, so there
   * are two classes of this name; `instanceof` has to know both.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  readonly code: AppErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(input: AppErrorInput) {
    super(input.message, { cause: input.cause });
    this.name = 'AppError';
    this.code = input.code;
    this.hint = input.hint;
    this.retryable = input.retryable ?? false;
    this.retryAfterMs = input.retryAfterMs ?? null;
    this.details = input.details ?? {};
  }
}
