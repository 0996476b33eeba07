import { v7 as createId } from 'uuid';
import { onTestFinished, vi } from 'vitest';
import { loadConfig } from '@/lib/config/config';
import { createTestDatabase } from './test-database';
import { verifyRuns } from '@/lib/audit/verify-history';
import { findRun } from '@/lib/history/find-run';
import { listEvents } from '@/lib/history/run-log';
import { logger } from '@/lib/log/logger';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { previewTicket } from '@/lib/preview/preview-ticket';
import { requireReference } from '@/lib/preview/load-ticket';
import { executeTicket } from '@/lib/run/execute-ticket';
import type { Requester } from '@/lib/run/plan-run';
import type { Agent, ExecuteOutcome, ExecuteRequest, RunDetail } from '@/lib/run/run';
import { startWorker } from '@/lib/run/worker';
import type { Sandbox, SandboxOptions } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createServices, type Services } from '@/lib/services/services';

export const OLGA: Agent = {
  subject: 'user-olga',
  email: 'olga@example.com',
  name: 'Olga Operator',
};

/** Every step is at its end; snapshots may still be pending, and Slack may not know yet. */
export function hasEnded({ finishedAt }: RunDetail): boolean {
  return finishedAt !== null;
}

export type TestServices = Omit<Services, 'preview'> & {
  readonly sandbox: Sandbox;
  /** What a process of its own needs to be told to work on the same database and sandbox. */
  readonly variables: Readonly<Record<string, string>>;
  preview(ticket: string, environment?: string): Promise<Plan>;
  /** What the browser would send after looking at this plan and ticking every warning. */
  requestOf(plan: Plan, overrides?: Partial<ExecuteRequest>): ExecuteRequest;
  execute(request: ExecuteRequest, mayOverride?: boolean): Promise<ExecuteOutcome>;
  /** Looks the ticket up and presses Execute, as a person would; gives the run's id. */
  start(ticket: string, environment?: string): Promise<string>;
  /** Starts a worker; it stops when the test ends. */
  work(): void;
  run(runId: string): Promise<RunDetail>;
  /** Waits until the run passes the check: `settled` unless another is given. */
  waitForRun(runId: string, check?: (run: RunDetail) => boolean): Promise<RunDetail>;
  eventCodes(runId: string): Promise<readonly string[]>;
  /** What the audit finds wrong with a run. */
  audit(runId: string): Promise<readonly unknown[]>;
  /** Snapshots that calls have made, oldest first; the samples' own do not count. */
  snapshotsTaken(): readonly { readonly snapshotId: string; readonly volumeId: string }[];
};

type Verbs = Omit<TestServices, Exclude<keyof Services, 'preview'> | 'sandbox' | 'variables'>;

type Options = {
  readonly variables?: Readonly<Record<string, string>>;
  /** What the database's sessions begin in. */
  readonly databaseTimeZone?: string;
  readonly awsEnvironments?: NonNullable<SandboxOptions['awsEnvironments']>;
  readonly operators?: NonNullable<SandboxOptions['operators']>;
};

const APP_URL = 'http://127.0.0.1:3000';
const WAIT = { timeout: 28_000, interval: 50 };

/**
 * The product's own services on a sandbox and a database that only this test has; all of it is
 * closed when the test ends.
 */
export async function startTestServices(options: Options = {}): Promise<TestServices> {
  logger.level = process.env.LOG_LEVEL ?? 'silent';
  const [database, sandbox] = await Promise.all([
    createTestDatabase({ timeZone: options.databaseTimeZone }),
    startSandbox({
      dataDir: '',
      appUrl: APP_URL,
      include: ['freshservice', 'ec2', 'slack'],
      settings: { perVolumeIntervalMs: 0, snapshotDurationMs: 200, slackBurst: 1_000 },
      ...(options.awsEnvironments === undefined
        ? {}
        : { awsEnvironments: options.awsEnvironments }),
      ...(options.operators === undefined ? {} : { operators: options.operators }),
    }),
  ]);
  const variables = chooseVariables(sandbox, database.url, options.variables ?? {});
  const services = createServices(readConfig(sandbox, variables));
  onTestFinished(async () => {
    await services.feed.close();
    await services.database.close();
    await sandbox.close();
    await database.drop();
  });
  return { ...services, sandbox, variables, ...createVerbs(services, sandbox) };
}

function readConfig(sandbox: Sandbox, variables: Readonly<Record<string, string>>) {
  // The SDK reads its addresses and keys from the process itself.
  for (const [name, value] of Object.entries(sandbox.environment)) {
    if (name.startsWith('AWS_')) vi.stubEnv(name, value);
  }
  const loaded = loadConfig(variables);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
}

function chooseVariables(
  sandbox: Sandbox,
  databaseUrl: string,
  variables: Readonly<Record<string, string>>,
) {
  return {
    ...sandbox.environment,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: APP_URL,
    NEXTAUTH_SECRET: 'a-secret-of-the-tests-that-is-long-enough',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'snapgate',
    OIDC_CLIENT_SECRET: 'unused',
    ROLE_OPERATOR: 'operators',
    ...variables,
  };
}

function createVerbs(services: Services, sandbox: Sandbox): Verbs {
  const { database } = services;
  const preview = (ticket: string, environment = 'prod-eu') =>
    previewTicket(
      {
        reference: requireReference(ticket, services.config.freshservice),
        environmentChoice: environment,
        agentEmail: OLGA.email,
        executor: null,
      },
      services.preview,
    );
  const execute = (request: ExecuteRequest, mayOverride = false) =>
    executeTicket(request, requester(OLGA, mayOverride), services.runSources);
  const run = async (runId: string) => {
    const found = await findRun(database.prisma, runId);
    if (found === null) throw new Error(`There is no run ${runId}.`);
    return found;
  };
  return {
    preview,
    execute,
    requestOf,
    run,
    async start(ticket, environment) {
      const outcome = await execute(requestOf(await preview(ticket, environment)));
      if (outcome.kind === 'started') return outcome.runId;
      throw new Error(`Rejected: ${outcome.message}`);
    },
    work() {
      const worker = startWorker(services.engine, services);
      onTestFinished(() => worker.stop());
    },
    waitForRun: (runId, check = ({ settled }) => settled) =>
      vi.waitFor(async () => {
        const now = await run(runId);
        if (check(now)) return now;
        throw new Error(`Run ${runId} is still ${now.status}: ${JSON.stringify(now.steps)}`);
      }, WAIT),
    async eventCodes(runId) {
      const events = await listEvents(database.prisma, runId, { level: 'debug', after: 0 });
      return events.map(({ code }) => code);
    },
    audit: (runId) => auditRun(services, runId),
    snapshotsTaken: () => sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call'),
  };
}

async function auditRun({ database }: Services, runId: string): Promise<readonly unknown[]> {
  const client = await database.pool.connect();
  const found: unknown[] = [];
  try {
    // One moment: the run may go on meanwhile.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await verifyRuns(client, [runId], (finding) => found.push(finding));
    return found;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** Who presses in a test: no browser takes part, so no session. */
export function requester(agent: Agent, mayOverride = false): Requester {
  return { agent, sessionId: null, mayOverride, executor: null };
}

function requestOf(plan: Plan, overrides: Partial<ExecuteRequest> = {}): ExecuteRequest {
  return {
    ticket: plan.ticket.reference,
    environment: plan.environmentChoice,
    fingerprint: plan.fingerprint,
    acknowledged: listRequiredAcknowledgements(plan),
    reason: null,
    idempotencyKey: createId(),
    ...overrides,
  };
}
