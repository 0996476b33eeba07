import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { listRequiredAcknowledgements } from '@/lib/plan/approve-plan';
import { armRun } from '@/lib/run/before/armed-run';
import { executeTicket } from '@/lib/run/execute-ticket';
import { planRun, type Requester } from '@/lib/run/plan-run';
import type { Services } from '@/lib/services/services';
import { askFor } from '@/sandbox/samples/sample';
import { buildBulkTickets, type BulkTicket } from '../bulk-tickets';
import { planFaults } from '../fault-schedule';
import { startFleet } from '../fleet';
import { openHarness, type Harness } from '../harness';
import { injectFaults } from '../inject-faults';
import { startWorkerProcess } from '../worker-process';

export type ArmedTrial = {
  readonly folder: string;
  readonly armed: number;
  readonly seed: number;
  /** Starts without comparing, without a key of its own, and twice: what the checker must see. */
  readonly careless?: boolean;
  readonly onProgress: (line: string) => void;
};

export type ArmedReport = {
  readonly armed: number;
  readonly started: number;
  readonly notStarted: number;
  /** Armed starts that became more than one run. */
  readonly twice: number;
  /** Started although the ticket had changed. */
  readonly otherPlan: number;
  /** Neither started nor recorded as not started. */
  readonly lost: number;
  readonly kills: number;
  readonly pauses: number;
  readonly crashes: number;
};

const WORKERS = 3;
/** What arming one takes on a busy machine. */
const ARM_MS = 250;
const MAX_ATTEMPTS = 60;
const CHANGED_EVERY = 10;
const DRAIN_MS = 120_000;
const OLGA = { subject: 'user-olga', email: 'olga@example.com', name: 'Olga Operator' };
const REQUESTER: Requester = { agent: OLGA, sessionId: null, mayOverride: false, executor: null };

export async function runArmedTrial(trial: ArmedTrial): Promise<ArmedReport> {
  const harness = await openHarness(trial.folder);
  try {
    const { services } = harness.operator;
    const spreadMs = Math.max(20_000, trial.armed * 60);
    const startMs = Math.ceil((Date.now() + 10_000 + trial.armed * ARM_MS) / 1000) * 1000;
    const tickets = buildBulkTickets(trial.armed, 1);
    await armAll(harness, tickets, startMs, spreadMs);
    trial.onProgress(`${trial.armed} armed; waiting for the first start`);
    const changed = changeSome(harness, tickets);
    await wait(Math.max(0, startMs - Date.now()));
    const faults =
      trial.careless === true
        ? await startCarelessly(services)
        : await strike(harness, trial.seed, spreadMs);
    return { ...(await judge(services, changed)), ...faults };
  } finally {
    await harness.close();
  }
}

async function armAll(
  { sandbox, operator }: Harness,
  tickets: readonly BulkTicket[],
  startMs: number,
  spreadMs: number,
): Promise<void> {
  const { database, engine } = operator.services;
  const groups = ['snapgate-operators'];
  await database.prisma.session.create({ data: { id: engine.newId(), ...OLGA, groups } });
  const fromDays = (startMs - sandbox.clock.now()) / 86_400_000;
  for (const { sample } of tickets) {
    sandbox.addSample({ ...sample, window: { fromDays, toDays: fromDays + 1 } });
  }
  const slot = pLimit(4);
  await Promise.all(
    tickets.map(({ reference, environment }, index) =>
      slot(() => {
        const startAt = new Date(startMs + 1_000 + (spreadMs * index) / tickets.length);
        return arm(operator.services, reference, environment, startAt);
      }),
    ),
  );
}

/** As a person does it: when EC2's rate limit blocks the plan, they try again. */
async function arm(
  { runSources }: Services,
  ticket: string,
  environment: string,
  startAt: Date,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const target = { ticket, environment, volumeIds: null };
    const { plan } = await planRun(target, REQUESTER, runSources);
    const request = {
      ticket,
      environment,
      fingerprint: plan.fingerprint,
      acknowledged: listRequiredAcknowledgements(plan),
      reason: null,
      startAt: startAt.toISOString(),
    };
    const outcome = await armRun(request, REQUESTER, runSources);
    if (outcome.kind !== 'refused') return;
    if (attempt === MAX_ATTEMPTS) throw new Error(outcome.message);
    await wait(1_000);
  }
}

/** Their plans are others now: they must not start. */
function changeSome({ sandbox }: Harness, tickets: readonly BulkTicket[]): ReadonlySet<string> {
  const changed = tickets.filter((_, index) => index % CHANGED_EVERY === 0);
  for (const { reference, sample } of changed) {
    const [server] = sample.servers;
    if (server === undefined) continue;
    const tasks = [askFor(server, { title: `snap:renamed-${reference}` })];
    sandbox.freshservice.writeTasks(reference, tasks);
  }
  return new Set(changed.map(({ reference }) => reference));
}

/** Kills and pauses over all starts, and then time to come to an end. */
async function strike(harness: Harness, seed: number, spreadMs: number) {
  const fleet = startFleet(WORKERS, (name) =>
    startWorkerProcess(harness.environment, join(harness.folder, `${name}.log`)),
  );
  harness.onClose(fleet.stop);
  const durationMs = spreadMs + 10_000;
  const rhythm = { killEveryMs: 2_500, pauseEveryMs: 6_000, restartEveryMs: durationMs / 2 };
  const schedule = planFaults({ seed, durationMs, workers: WORKERS, ...rhythm });
  const { kills, pauses } = await injectFaults(schedule, fleet, harness.postgres);
  const deadline = performance.now() + DRAIN_MS;
  const { prisma } = harness.operator.services.database;
  while (performance.now() < deadline) {
    const left = await prisma.armedRun.count({ where: { status: 'armed' } }).catch(() => 1);
    if (left === 0) break;
    await wait(500);
  }
  return { kills, pauses, crashes: fleet.crashes().length };
}

/** The usual cron job: what is due is started with whatever the plan says now, and marked later. */
async function startCarelessly({ database, runSources }: Services) {
  await wait(25_000);
  const due = await database.prisma.armedRun.findMany({ where: { status: 'armed' } });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    for (const { ticket, environment } of due) {
      const target = { ticket, environment, volumeIds: null };
      const { plan } = await planRun(target, REQUESTER, runSources);
      const request = {
        ticket,
        environment,
        fingerprint: plan.fingerprint,
        acknowledged: listRequiredAcknowledgements(plan),
        reason: null,
        idempotencyKey: runSources.newId(),
      };
      await executeTicket(request, REQUESTER, runSources);
    }
    // Between the two attempts the runs end, as they would with a worker.
    await database.prisma.$executeRaw`UPDATE step SET status = 'skipped'`;
  }
  await database.prisma.$executeRaw`
    UPDATE armed_run SET status = 'disarmed', ended_at = clock_timestamp()`;
  return { kills: 0, pauses: 0, crashes: 0 };
}

/** By what the history says of each ticket, whatever the armed rows say of themselves. */
async function judge({ database }: Services, changed: ReadonlySet<string>) {
  const rows = await database.prisma.$queryRaw<
    { ticket: string; status: string; runs: number; refused: number; others: number }[]
  >`
    SELECT armed_run.ticket, armed_run.status,
      (count(run.id) FILTER (WHERE run.status <> 'rejected'))::int AS runs,
      (count(run.id) FILTER (WHERE run.status = 'rejected'))::int AS refused,
      (count(run.id) FILTER (WHERE run.status <> 'rejected'
        AND run.fingerprint <> armed_run.fingerprint))::int AS others
    FROM armed_run LEFT JOIN run ON run.ticket = armed_run.ticket
    GROUP BY armed_run.id`;
  const count = (matches: (row: (typeof rows)[number]) => boolean) => rows.filter(matches).length;
  return {
    armed: rows.length,
    started: count(({ runs }) => runs > 0),
    notStarted: count(({ runs, refused }) => runs === 0 && refused > 0),
    twice: count(({ runs }) => runs > 1),
    otherPlan: count(({ others, runs, ticket }) => others > 0 || (runs > 0 && changed.has(ticket))),
    lost: count(({ status, runs, refused }) => status === 'armed' || (runs === 0 && refused === 0)),
  };
}
