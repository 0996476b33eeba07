import { headers } from 'next/headers';
import { v7 as createId } from 'uuid';
import { requirePerson } from '@/lib/auth/access';
import type { Permission, Person } from '@/lib/auth/role';
import { mayRead } from '@/lib/auth/same-site';
import { takeAllowance, type AllowanceKind } from '@/lib/auth/take-allowance';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { AppError } from '@/lib/errors/app-error';
import { toProblem } from '@/lib/errors/to-problem';
import { logger } from '@/lib/log/logger';

type Options = {
  /** What it counts as, where one person may do it only so often. */
  readonly allowance?: AllowanceKind;
};

/**
 * The order of every route handler: site, session, role, limit, work, and one shape for whatever
 * goes wrong. Nothing of it may be kept by a cache. Routes only read; what changes something is an
 * action.
 */
export async function answer(
  permission: Permission,
  work: (person: Person) => Promise<Response>,
  { allowance }: Options = {},
): Promise<Response> {
  try {
    await requireReader();
    const person = await requirePerson(permission);
    if (allowance !== undefined) {
      await takeAllowance(getDatabase().prisma, person, allowance, getConfig());
    }
    const response = await work(person);
    response.headers.set('cache-control', 'no-store');
    return response;
  } catch (error) {
    return answerProblem(error);
  }
}

async function requireReader(): Promise<void> {
  if (mayRead(await headers())) return;
  throw new AppError({
    code: 'cross-site',
    message: 'Another site asked for this in your name, so it was refused.',
    hint: 'Open Snapgate itself and look there.',
  });
}

function answerProblem(error: unknown): Response {
  const { problem, status } = toProblem(error, { requestId: createId(), log: logger });
  const { retryAfterMs } = problem;
  return Response.json(
    { problem },
    {
      status,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfterMs === null ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
      },
    },
  );
}
