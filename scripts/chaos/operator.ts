import { setTimeout as wait } from 'node:timers/promises';
import { v7 as createId } from 'uuid';
import { loadConfig } from '@/lib/config/config';
import { logger } from '@/lib/log/logger';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { requireReference } from '@/lib/preview/load-ticket';
import { executeTicket } from '@/lib/run/execute-ticket';
import type { Agent, ExecuteOutcome } from '@/lib/run/run';
import { createServices, type Services } from '@/lib/services/services';

const OLGA: Agent = { subject: 'user-olga', email: 'olga@example.com', name: 'Olga Operator' };
const AGAIN_AFTER_MS = 500;

export type Operator = {
  /** Looks a ticket up and presses Execute once. Throws what a browser would be told. */
  readonly press: (ticket: string, environment: string) => Promise<ExecuteOutcome>;
  /** The same, as someone who presses again until the run is stored; gives its id. */
  readonly insist: (ticket: string, environment: string, signal?: AbortSignal) => Promise<string>;
  readonly services: Services;
  readonly close: () => Promise<void>;
};

/** A person at the dashboard: the product's own lookup and Execute, without the pages. */
export function createOperator(environment: NodeJS.ProcessEnv): Operator {
  logger.level = 'silent';
  // The SDK reads its addresses and keys from the process itself.
  const ofSdk = Object.entries(environment).filter(([name]) => name.startsWith('AWS_'));
  Object.assign(process.env, Object.fromEntries(ofSdk));
  const loaded = loadConfig(environment);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const services = createServices(loaded.config);
  const press = (ticket: string, choice: string, idempotencyKey: string) =>
    pressExecute(services, ticket, choice, idempotencyKey);
  return {
    services,
    press: (ticket, choice) => press(ticket, choice, createId()),
    async insist(ticket, choice, signal) {
      let idempotencyKey = createId();
      for (;;) {
        signal?.throwIfAborted();
        // No one knows whether a press that failed was stored: the next one has the same key.
        const outcome = await press(ticket, choice, idempotencyKey).catch(() => null);
        if (outcome?.kind === 'started') return outcome.runId;
        if (outcome?.kind === 'rejected') idempotencyKey = createId();
        await wait(AGAIN_AFTER_MS);
      }
    },
    async close() {
      await services.feed.close();
      await services.database.close();
    },
  };
}

async function pressExecute(
  { config, preview, runSources }: Services,
  ticket: string,
  environmentChoice: string,
  idempotencyKey: string,
): Promise<ExecuteOutcome> {
  const reference = requireReference(ticket, config.freshservice);
  const plan = await previewTicket(
    { reference, environmentChoice, agentEmail: OLGA.email, executor: null },
    preview,
  );
  const request = {
    ticket: plan.ticket.reference,
    environment: plan.environmentChoice,
    fingerprint: plan.fingerprint,
    acknowledged: listRequiredAcknowledgements(plan),
    reason: null,
    idempotencyKey,
  };
  const requester = { agent: OLGA, sessionId: null, mayOverride: false, executor: null };
  return executeTicket(request, requester, runSources);
}
