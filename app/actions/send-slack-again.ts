'use server';

import { z } from 'zod';
import type { ActionResult } from '@/lib/errors/problem';
import { sendSlackAgain as send } from '@/lib/run/send-slack-again';
import { getServices } from '@/lib/services/get-services';
import { performAction } from './perform-action';

type SendRequest = { readonly runId: string };

const schema = z.object({ runId: z.uuid() });

/** Makes a run's Slack message due again; the run itself is not changed. */
export async function sendSlackAgain(input: SendRequest): Promise<ActionResult<SendRequest>> {
  return performAction({
    permission: 'execute',
    schema,
    input,
    perform: async ({ runId }, person) => {
      await send(getServices().database, runId, person);
      return { runId };
    },
  });
}
