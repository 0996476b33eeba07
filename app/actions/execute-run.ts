'use server';

import { z } from 'zod';
import { hasPermission } from '@/lib/auth/role';
import type { ActionResult } from '@/lib/errors/problem';
import { requirePerson } from '@/lib/auth/access';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { readReference } from '@/lib/preview/read-reference';
import { executeTicket } from '@/lib/run/execute-ticket';
import type { ExecuteOutcome, ExecuteRequest } from '@/lib/run/run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

const schema = z.object({
  ticket: z.string().max(200),
  environment: z.string().max(100),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  acknowledged: z.array(z.string().max(300)).max(5_000),
  reason: z.string().trim().max(2_000).nullable(),
  onceKey: z.uuid(),
});

/** Takes the snapshots of the plan that was seen, once. */
export async function executeRun(input: ExecuteRequest): Promise<ActionResult<ExecuteOutcome>> {
  return performAction({
    permission: 'execute',
    allowance: 'executes',
    schema,
    input,
    perform: (request, person) => {
      const { config, preview, database, engine } = getServices();
      const reference = readReference(request.ticket, config.freshservice.url);
      return executeTicket(request, person, {
        database,
        newId: engine.newId,
        rights: { mayOverride: hasPermission(person.roles, 'override-policy') },
        preview: async () => {
          const plan = await previewTicket(
            { reference, environmentChoice: request.environment, agentEmail: person.email },
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
