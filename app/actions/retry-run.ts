'use server';

import { z } from 'zod';
import { hasPermission } from '@/lib/auth/role';
import type { ActionResult } from '@/lib/errors/problem';
import { requirePerson } from '@/lib/auth/access';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { readReference } from '@/lib/preview/read-reference';
import { retryRun as retry, type RetryRequest } from '@/lib/run/retry-run';
import type { ExecuteOutcome } from '@/lib/run/run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

const schema = z.object({ runId: z.uuid(), onceKey: z.uuid() });

/** Takes what a run did not get, as a new run linked to it. */
export async function retryRun(input: RetryRequest): Promise<ActionResult<ExecuteOutcome>> {
  return performAction({
    permission: 'execute',
    allowance: 'executes',
    schema,
    input,
    perform: (request, person) => {
      const { config, preview, database, engine } = getServices();
      return retry(request, person, {
        database,
        newId: engine.newId,
        rights: { mayOverride: hasPermission(person.roles, 'override-policy') },
        preview: async (ticket, environmentChoice) => {
          const plan = await previewTicket(
            {
              reference: readReference(ticket, config.freshservice.url),
              environmentChoice,
              agentEmail: person.email,
            },
            preview,
          );
          // Planning takes seconds; whoever was signed out meanwhile takes nothing.
          await requirePerson('execute');
          return plan;
        },
      });
    },
  });
}
