'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { disarmRun as disarm } from '@/lib/run/before/armed-run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type DisarmRequest = { readonly id: string };
type Disarmed = { readonly disarmed: boolean };

const schema = z.object({ id: z.uuid() });

/** Any person who may execute can stop what another one armed. */
export async function disarmRun(input: DisarmRequest): Promise<ActionResult<Disarmed>> {
  return performAction({
    permission: 'execute',
    schema,
    input,
    perform: async ({ id }, person) => ({
      disarmed: await disarm(getServices().database, id, person),
    }),
  });
}
