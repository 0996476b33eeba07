'use server';

import { z } from 'zod';
import { getConfig } from '@/lib/config/get-config';
import { AppError } from '@/lib/errors/app-error';
import type { ActionResult } from '@/lib/errors/problem';
import { requestNames, type NamesRequest } from '@/lib/run/request-names';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type Requested = { readonly runId: string };

const schema = z.object({
  runId: z.uuid(),
  corrections: z
    .array(z.object({ stepId: z.uuid(), name: z.string().max(1_000) }))
    .min(1)
    .max(1_000),
});

/** Corrects the Name tags of snapshots in the record of a run. */
export async function correctNames(input: NamesRequest): Promise<ActionResult<Requested>> {
  return performAction({
    permission: 'correct-name',
    quota: 'executes',
    schema,
    input,
    perform: async (request, person) => {
      if (!getConfig().nameCorrection) throw switchedOff();
      await requestNames(getServices().database, request, person);
      return { runId: request.runId };
    },
  });
}

function switchedOff(): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: 'Correcting names is switched off here, so nothing was done.',
    hint: 'An administrator can set NAME_CORRECTION=on.',
  });
}
