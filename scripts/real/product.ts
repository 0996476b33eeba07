import { setTimeout as wait } from 'node:timers/promises';
import { v7 as createId } from 'uuid';
import { loadConfig } from '@/lib/config/config';
import { applyMigrations } from '@/lib/db/migrate';
import { requireRun } from '@/lib/history/find-run';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { requireReference } from '@/lib/preview/load-ticket';
import { executeTicket } from '@/lib/run/execute-ticket';
import type { Agent, RunDetail } from '@/lib/run/run';
import { startWorker, type Worker } from '@/lib/run/worker';
import { createServices, type Services } from '@/lib/services/services';
import type { Sandbox } from '@/sandbox/sandbox';

const OLGA: Agent = { subject: 'olga', email: 'olga@example.com', name: 'Olga Operator' };
const RUN_LIMIT_MS = 90_000;

export type Product = {
  readonly services: Services;
  readonly work: () => Worker;
  /** Looks a ticket up and executes it; gives the run's id. */
  readonly start: (ticket: string) => Promise<string>;
  readonly waitForRun: (runId: string, check?: (run: RunDetail) => boolean) => Promise<RunDetail>;
  readonly close: () => Promise<void>;
};

/** The product's own services on a database of the case and the shared stand-ins. */
export function openProduct(
  sandbox: Sandbox,
  databaseUrl: string,
  variables: Readonly<Record<string, string>> = {},
): Product {
  const loaded = loadConfig({
    ...sandbox.environment,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    NEXTAUTH_SECRET: 'Vb7qLx0TgZ4mRk9wYd2nHs5cJf8pAe1u',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'snapgate',
    OIDC_CLIENT_SECRET: 'unused',
    ROLE_OPERATOR: 'operators',
    ...variables,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const services = createServices(loaded.config);
  const workers: Worker[] = [];
  return {
    services,
    work() {
      const worker = startWorker(services.engine);
      workers.push(worker);
      return worker;
    },
    start: (ticket) => startRun(services, ticket),
    waitForRun: (runId, check = ({ finishedAt }) => finishedAt !== null) =>
      waitForRun(services, runId, check),
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await services.feed.close();
      await services.database.close();
    },
  };
}

/** Migrated, used and closed, whatever happens in between. */
export async function withProduct<T>(
  product: Product,
  use: (product: Product) => Promise<T>,
): Promise<T> {
  try {
    await applyMigrations(product.services.database.direct);
    return await use(product);
  } finally {
    await product.close();
  }
}

async function startRun(services: Services, ticket: string): Promise<string> {
  const plan = await previewTicket(
    {
      reference: requireReference(ticket, services.config.freshservice),
      environmentChoice: 'prod-eu',
      agentEmail: OLGA.email,
      executor: null,
    },
    services.preview,
  );
  const request = {
    ticket: plan.ticket.reference,
    environment: plan.environmentChoice,
    fingerprint: plan.fingerprint,
    acknowledged: listRequiredAcknowledgements(plan),
    reason: null,
    idempotencyKey: createId(),
  };
  const requester = { agent: OLGA, sessionId: null, mayOverride: false, executor: null };
  const outcome = await executeTicket(request, requester, services.runSources);
  if (outcome.kind === 'started') return outcome.runId;
  throw new Error(`Rejected: ${outcome.message}`);
}

async function waitForRun(
  { database }: Services,
  runId: string,
  check: (run: RunDetail) => boolean,
): Promise<RunDetail> {
  const deadline = Date.now() + RUN_LIMIT_MS;
  for (;;) {
    const run = await requireRun(database.prisma, runId);
    if (check(run)) return run;
    if (Date.now() > deadline) throw new Error(`Run ${runId} is still ${run.status}.`);
    await wait(50);
  }
}
