import type { Problem } from '@/lib/errors/problem';
import { noteRelease, outdatedPage } from './release';

/** Reads one of our own JSON addresses. Throws `ProblemError` for every answer but a good one. */
export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  const body: unknown = await response.json().catch(() => null);
  const outdated = noteRelease(response);
  if (response.ok && body !== null) return body as T;
  if (outdated && readProblem(body) === null) throw new ProblemError(outdatedPage());
  throw new ProblemError(readProblem(body) ?? unreadableAnswer(response.status));
}

function readProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null || !('problem' in body)) return null;
  return body.problem as Problem;
}

/** A proxy or a restarting server answers in its own words; those do not help anyone. */
function unreadableAnswer(status: number): Problem {
  return {
    code: 'internal',
    message: `Unexpected response from Snapgate (HTTP ${status}).`,
    hint: 'It may be restarting. Try again in a moment.',
    requestId: '',
    retryAfterMs: null,
  };
}

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
