'use server';

import { z } from 'zod';
import { revokeSessions } from '@/lib/auth/revocation';
import type { ActionResult } from '@/lib/errors/problem';
import { logger } from '@/lib/log/logger';
import { cancelRunsOf } from '@/lib/run/cancel-run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type RevokeRequest = { readonly subject: string };
type Revoked = { readonly sessions: number; readonly runs: number };

const schema = z.object({ subject: z.string().min(1).max(500) });

/** Signs someone out of every browser, and stops what they started and what has not been called. */
export async function revokePerson(input: RevokeRequest): Promise<ActionResult<Revoked>> {
  return performAction({
    permission: 'manage-people',
    schema,
    input,
    perform: async ({ subject }, admin) => {
      const { prisma } = getServices().database;
      // The sessions first: a run that is stored after them is found by the worker's own check.
      const sessions = await revokeSessions(prisma, subject, admin);
      const runs = await cancelRunsOf(prisma, subject, admin);
      logger.warn({ subject, by: admin.email, sessions, runs }, 'access ended by an admin');
      return { sessions, runs };
    },
  });
}
