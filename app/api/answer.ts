import { setTimeout as pause } from 'node:timers/promises';
import { headers } from 'next/headers';
import { v7 as createId } from 'uuid';
import { requirePerson } from '@/lib/auth/access';
import type { Permission, Person } from '@/lib/auth/role';
import { mayRead } from '@/lib/auth/same-site';
import { takeQuota, type QuotaKind } from '@/lib/auth/quota';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { AppError } from '@/lib/errors/app-error';
import { toProblem } from '@/lib/errors/to-problem';
import { logger } from '@/lib/log/logger';
import { READS, type PersonGate } from './person-gate';

type Options = {
  /** What of one person's is in flight while this works; reads wait for their turn. */
  readonly gate?: PersonGate;
  /** Aborts when the client is gone, which then waits for nothing. */
  readonly signal?: AbortSignal;
  /** What it counts as, where one person may do it only so often. */
  readonly quota?: QuotaKind;
};

/**
 * The order of every route handler: site, session, role, limits, work, and one shape for whatever
 * goes wrong. Nothing of it may be kept by a cache. Routes only read; what changes something is an
 * action.
 */
export async function answer(
  permission: Permission,
  work: (person: Person) => Promise<Response>,
  options: Options = {},
): Promise<Response> {
  try {
    await requireReader();
    const person = await requirePerson(permission);
    const response = await takeTurn(person, () => work(person), options);
    response.headers.set('cache-control', 'no-store');
    return response;
  } catch (error) {
    if (error instanceof AppError && error.code === 'too-many-requests') {
      await pause(REFUSED_AFTER_MS * (0.5 + Math.random()), null, {
        signal: options.signal ?? STAYS,
      }).catch(() => null);
    }
    return answerProblem(error);
  }
}

/** One person's limits, then the work; pages that read what a route reads wait like the route. */
export async function takeTurn<T>(
  person: Person,
  work: () => Promise<T>,
  { quota, gate = READS, signal = STAYS }: Options,
): Promise<T> {
  if (quota !== undefined) {
    await takeQuota(getDatabase().prisma, person, quota, getConfig());
  }
  const leave = await gate.enter(person.subject, signal);
  return work().finally(leave);
}

/**
 * On average: a program that asks again at once after each refusal takes nothing from others by
 * that, and many of its requests do not come back at one moment.
 */
const REFUSED_AFTER_MS = 2_000;

/** Where nothing tells that the client is gone, the work is done to its end. */
const STAYS = new AbortController().signal;

async function requireReader(): Promise<void> {
  if (mayRead(await headers())) return;
  throw new AppError({
    code: 'cross-site',
    message: 'Cross-site request blocked.',
    hint: 'Open Snapgate directly.',
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
