import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultInput } from '@/sandbox/server/fault';
import { openHarness, type Harness } from './harness';
import { buildBulkTickets, type BulkTicket } from './bulk-tickets';
import { startFleet, type Fleet } from './fleet';
import type { Strike } from './fault-schedule';
import type { Variables } from './product-environment';
import { findBlockersOfSteps, readProgress } from './load-run-record';
import { countFaults, type TrialReport } from './trial-report';
import { injectFaults } from './inject-faults';
import { startWorkerProcess } from './worker-process';

export type EngineTrial = {
  readonly folder: string;
  readonly steps: number;
  readonly perTicket: number;
  readonly workers: number;
  /** Tickets are executed evenly over this time. */
  readonly pressForMs: number;
  readonly schedule: readonly Strike[];
  readonly faults: readonly FaultInput[];
  /** What is still open this long after the schedule counts as not settled. */
  readonly drainMs: number;
  readonly variables: Variables;
  readonly onProgress: (line: string) => void;
};

const PROGRESS_EVERY_MS = 15_000;

/** Our own engine in its own processes: Execute, schedule, and then all runs to their end. */
export async function runEngineTrial(trial: EngineTrial): Promise<TrialReport> {
  const begunAt = performance.now();
  const harness = await openHarness(trial.folder, trial.variables);
  try {
    const fleet = startFleet(trial.workers, (name) =>
      startWorkerProcess(harness.environment, join(harness.folder, `${name}.log`)),
    );
    harness.onClose(fleet.stop);
    for (const fault of trial.faults) harness.sandbox.faults.add(fault);
    const watching = new AbortController();
    const watched = watchProgress(harness, trial.onProgress, watching.signal);
    const tickets = buildBulkTickets(trial.steps, trial.perTicket);
    const [count] = await Promise.all([
      injectFaults(trial.schedule, fleet, harness.postgres),
      executeAll(harness, tickets, trial.pressForMs),
    ]);
    // Processes and PostgreSQL are left alone from here on; EC2 goes on as badly as before.
    const open = await drain(harness, trial.drainMs);
    const faults = countFaults(harness.sandbox.faults.list());
    watching.abort();
    await watched;
    return await summarizeTrial(harness, fleet, { ...count, faults, open, begunAt });
  } finally {
    await harness.close();
  }
}

type Seen = Pick<TrialReport, 'kills' | 'pauses' | 'restarts' | 'faults' | 'open'> & {
  readonly begunAt: number;
};

async function summarizeTrial(
  { operator, sandbox }: Harness,
  fleet: Fleet,
  { begunAt, ...seen }: Seen,
): Promise<TrialReport> {
  const judgment = await findBlockersOfSteps(operator.services.database, sandbox);
  const seconds = Math.round((performance.now() - begunAt) / 1000);
  return { ...judgment, ...seen, crashes: fleet.crashes(), seconds };
}

/** One ticket after the other is executed, as soon as its time has come. */
async function executeAll(
  { operator, sandbox }: Harness,
  tickets: readonly BulkTicket[],
  pressForMs: number,
): Promise<void> {
  for (const { sample } of tickets) sandbox.addSample(sample);
  const begunAt = performance.now();
  for (const [index, { reference, environment }] of tickets.entries()) {
    const atMs = (pressForMs * index) / tickets.length;
    await wait(Math.max(0, atMs - (performance.now() - begunAt)));
    await operator.insist(reference, environment);
  }
}

/** How much is still open when the time is over; 0 as soon as nothing is. */
async function drain({ operator }: Harness, limitMs: number): Promise<number> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const progress = await readProgress(operator.services.database).catch(() => null);
    if (progress?.open === 0) return 0;
    if (performance.now() > deadline) return progress?.open ?? -1;
    await wait(250);
  }
}

async function watchProgress(
  { operator }: Harness,
  onProgress: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let seconds = 0; !signal.aborted; seconds += PROGRESS_EVERY_MS / 1000) {
    const progress = await readProgress(operator.services.database).catch(() => null);
    if (progress !== null && seconds > 0) {
      onProgress(`${seconds} s: ${progress.created} of ${progress.steps} snapshots recorded`);
    }
    await wait(PROGRESS_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
