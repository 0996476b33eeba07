'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { cancelRun as cancel } from '@/lib/run/cancel-run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type CancelRequest = { readonly runId: string };

const schema = z.object({ runId: z.uuid() });

/** Stops a run before its next call; what exists stays. */
export async function cancelRun(input: CancelRequest): Promise<ActionResult<CancelRequest>> {
  return performAction({
    permission: 'execute',
    schema,
    input,
    perform: async ({ runId }, person) => {
      await cancel(getServices().database.prisma, runId, person);
      return { runId };
    },
  });
}
