'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { armRun as arm, type ArmOutcome, type ArmRequest } from '@/lib/run/before/armed-run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';
import { pressFields } from './press-fields';
import { requesterOf } from './requester';

const schema = z.object({
  ...pressFields,
  startAt: z.iso.datetime({ offset: true }),
});

/** Lets the plan that was seen start by itself at a time inside the window of the change. */
export async function armRun(input: ArmRequest): Promise<ActionResult<ArmOutcome>> {
  return performAction({
    permission: 'execute',
    quota: 'executes',
    schema,
    input,
    perform: async (request, person) =>
      arm(request, await requesterOf(person), getServices().runSources),
  });
}
