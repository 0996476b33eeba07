import { requirePerson } from '@/lib/auth/access';
import type { Permission, Person } from '@/lib/auth/role';
import { toProblem } from '@/lib/errors/to-problem';
import { logger } from '@/lib/log/logger';
import { v7 as createId } from 'uuid';

/**
 * The order of every route handler: session, role, work, and one shape for whatever goes wrong.
 * Nothing of it may be kept by a cache.
 */
export async function answer(
  permission: Permission,
  work: (person: Person) => Promise<Response>,
): Promise<Response> {
  const requestId = createId();
  try {
    const person = await requirePerson(permission);
    const response = await work(person);
    response.headers.set('cache-control', 'no-store');
    return response;
  } catch (error) {
    const { problem, status } = toProblem(error, { requestId, log: logger });
    const retryAfter =
      problem.retryAfterMs === null ? null : Math.ceil(problem.retryAfterMs / 1000);
    return Response.json(
      { problem },
      {
        status,
        headers: {
          'cache-control': 'no-store',
          ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
        },
      },
    );
  }
}
