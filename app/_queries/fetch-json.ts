import type { Problem } from '@/lib/errors/problem';
import { ProblemError } from './problem-error';

/** Reads one of our own JSON addresses. Throws `ProblemError` for every answer but a good one. */
export async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw new ProblemError(readProblem(body) ?? unreadableAnswer(response.status));
}

function readProblem(body: unknown): Problem | null {
  if (typeof body !== 'object' || body === null || !('problem' in body)) return null;
  return body.problem as Problem;
}

/** A proxy or a restarting server answers in its own words; those help nobody. */
function unreadableAnswer(status: number): Problem {
  return {
    code: 'internal',
    message: `Snapgate answered in a way this page cannot read (HTTP ${status}).`,
    hint: 'It may be restarting. Try again in a moment.',
    requestId: '',
    retryAfterMs: null,
  };
}
