'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { retryRun as retry, type RetryRequest } from '@/lib/run/retry-run';
import type { ExecuteOutcome, RetryQuestion } from '@/lib/run/run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';
import { requesterOf } from './requester';

const schema = z.object({
  runId: z.uuid(),
  idempotencyKey: z.uuid(),
  acknowledged: z.array(z.string().max(300)).max(5_000),
});

/** Takes what a run did not get, as a new run linked to it. */
export async function retryRun(
  input: RetryRequest,
): Promise<ActionResult<ExecuteOutcome | RetryQuestion>> {
  return performAction({
    permission: 'execute',
    quota: 'executes',
    schema,
    input,
    perform: async (request, person) =>
      retry(request, await requesterOf(person), getServices().runSources),
  });
}
