'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { logger } from '@/lib/log/logger';
import { setPassiveMode as set } from '@/lib/run/engine/passive-mode';
import { getServices } from '@/lib/services/get-services';
import { parseReason, MIN_REASON_CHARS } from '@/lib/plan/approve-plan';
import { performAction } from './perform-action';

type PassiveRequest = { readonly active: boolean; readonly reason: string };

const schema = z.object({
  active: z.boolean(),
  reason: z.string().max(500).transform(parseReason).pipe(z.string().min(MIN_REASON_CHARS)),
});

/** Stops new snapshots in the whole deployment, or lets them start again. */
export async function setPassiveMode(input: PassiveRequest): Promise<ActionResult<PassiveRequest>> {
  return performAction({
    permission: 'set-passive-mode',
    schema,
    input,
    perform: async ({ active, reason }, admin) => {
      await set(getServices().database.prisma, { active, reason }, admin);
      logger.warn({ active, reason, by: admin.email }, 'passive mode was set');
      return { active, reason };
    },
  });
}
