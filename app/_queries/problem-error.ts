import type { Problem } from '@/lib/errors/problem';

/** A request of this page that did not succeed; carries what the person is to be told. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** What to show for anything that was thrown, without repeating a stack or foreign text. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    code: 'internal',
    message: 'The connection to Snapgate was lost.',
    hint: 'Check your network, then try again.',
    requestId: '',
    retryAfterMs: null,
  };
}
