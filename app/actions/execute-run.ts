'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { executeTicket } from '@/lib/run/execute-ticket';
import type { SeenPlan } from '@/lib/plan/seen-plan';
import type { ExecuteOutcome, ExecuteRequest } from '@/lib/run/run';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';
import { pressFields } from './press-fields';
import { requesterOf } from './requester';

const text = z.string().max(2_000);
const texts = z.array(text).max(5_000);

/** Only ever compared and cut short for the record of a refusal: it decides nothing. */
const seenPlan: z.ZodType<SeenPlan> = z.object({
  environments: z
    .array(
      z.object({
        name: text,
        region: text,
        accountId: text.nullable(),
        identityArn: text.nullable(),
        extraTags: z.array(z.object({ key: text, value: text })).default([]),
        keepDays: z.number().nullable().default(null),
        reachable: z.boolean(),
        denied: z.boolean(),
      }),
    )
    .max(100),
  steps: z
    .array(
      z.object({
        key: text,
        taskIds: texts,
        serverName: text,
        ipAddress: text,
        environment: text,
        accountId: text,
        region: text,
        instanceId: text,
        nameTag: text.nullable(),
        instanceState: text,
        rootDeviceName: text,
        volumeId: text,
        volumeSizeGib: z.number(),
        encrypted: z.boolean(),
      }),
    )
    .max(5_000),
  findings: z
    .array(
      z.object({
        key: text,
        severity: z.enum(['block', 'warning', 'info']),
        message: text,
        taskIds: texts,
      }),
    )
    .max(5_000),
});

const schema = z.object({
  ...pressFields,
  idempotencyKey: z.uuid(),
  // A refusal must be recorded whatever the page sends here.
  seen: seenPlan.nullish().catch(null),
});

/** Takes the snapshots of the plan that was seen, once. */
export async function executeRun(input: ExecuteRequest): Promise<ActionResult<ExecuteOutcome>> {
  return performAction({
    permission: 'execute',
    quota: 'executes',
    schema,
    input,
    perform: async (request, person) =>
      executeTicket(request, await requesterOf(person), getServices().runSources),
  });
}
