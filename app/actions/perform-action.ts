import { headers } from 'next/headers';
import { v7 as createId } from 'uuid';
import type { z } from 'zod';
import { requirePerson } from '@/lib/auth/access';
import type { Permission, Person } from '@/lib/auth/role';
import { isSameSite } from '@/lib/auth/same-site';
import { takeQuota, type QuotaKind } from '@/lib/auth/quota';
import { getConfig } from '@/lib/config/get-config';
import { getDatabase } from '@/lib/db/get-database';
import { AppError } from '@/lib/errors/app-error';
import type { ActionResult } from '@/lib/errors/problem';
import { toProblem } from '@/lib/errors/to-problem';
import { logger } from '@/lib/log/logger';

type Action<Input, Value> = {
  readonly permission: Permission;
  /** What it counts as, where one person may do it only so often. */
  readonly quota?: QuotaKind;
  readonly schema: z.ZodType<Input>;
  /** Whatever was posted: an action is a public address. */
  readonly input: unknown;
  readonly perform: (input: Input, person: Person) => Promise<Value>;
};

/** The order of every server action: same site, session, role, parse, limit, do, map errors. */
export async function performAction<Input, Value>(
  action: Action<Input, Value>,
): Promise<ActionResult<Value>> {
  try {
    await requireSameSite();
    const person = await requirePerson(action.permission);
    const input = parseInput(action);
    if (action.quota !== undefined) {
      await takeQuota(getDatabase().prisma, person, action.quota, getConfig());
    }
    const value = await action.perform(input, person);
    return { ok: true, value };
  } catch (error) {
    const { problem } = toProblem(error, { requestId: createId(), log: logger });
    return { ok: false, problem };
  }
}

/** Next compares Origin with the host where Origin is sent; a request without it must say more. */
async function requireSameSite(): Promise<void> {
  if (isSameSite(await headers(), getConfig())) return;
  throw new AppError({
    code: 'cross-site',
    message: 'Request blocked: it did not come from a Snapgate page. Nothing was done.',
    hint: 'Open Snapgate directly and try again.',
  });
}

function parseInput<Input, Value>({ schema, input }: Action<Input, Value>): Input {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'request-unreadable',
    message: 'Invalid request. Nothing was done.',
    hint: 'Reload the page and try again.',
    cause: parsed.error,
  });
}
