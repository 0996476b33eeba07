'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import type {
  DeletionConfirmation,
  DeletionOutcome,
  DeletionRequest,
} from '@/lib/run/deletion/deletion';
import {
  confirmDeletion as confirm,
  requestDeletion as request,
  withdrawDeletion as withdraw,
} from '@/lib/run/deletion/request-deletion';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';
import { requesterOf } from './requester';

const requestSchema = z.object({
  runId: z.uuid(),
  stepIds: z.array(z.uuid()).min(1).max(1_000),
  ticket: z.string().max(200),
  reason: z.string().max(2_000),
  leaveBlocked: z.boolean(),
  idempotencyKey: z.uuid(),
});

const confirmSchema = z.object({
  runId: z.uuid(),
  ticket: z.string().max(200),
  seq: z.int().positive(),
  idempotencyKey: z.uuid(),
});

const withdrawSchema = z.object({ runId: z.uuid(), seq: z.int().positive() });

/** Asks for the deletion of a run's snapshots; one's own young run is deleted at once. */
export async function requestDeletion(
  input: DeletionRequest,
): Promise<ActionResult<DeletionOutcome>> {
  return performAction({
    permission: 'delete-snapshots',
    quota: 'executes',
    schema: requestSchema,
    input,
    perform: async (asked, person) =>
      request(asked, await requesterOf(person), getServices().deletion),
  });
}

/** The second person's press: deletes what another one asked for. */
export async function confirmDeletion(
  input: DeletionConfirmation,
): Promise<ActionResult<DeletionOutcome>> {
  return performAction({
    permission: 'delete-snapshots',
    quota: 'executes',
    schema: confirmSchema,
    input,
    perform: async (asked, person) =>
      confirm(asked, await requesterOf(person), getServices().deletion),
  });
}

/** Takes a request back that waits for a second person. */
export async function withdrawDeletion(
  input: Pick<DeletionConfirmation, 'runId' | 'seq'>,
): Promise<ActionResult<{ readonly runId: string }>> {
  return performAction({
    permission: 'delete-snapshots',
    schema: withdrawSchema,
    input,
    perform: async (asked, person) => {
      await withdraw(asked, await requesterOf(person), getServices().deletion);
      return { runId: asked.runId };
    },
  });
}
