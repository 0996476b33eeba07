import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultInput } from '@/sandbox/server/fault';
import { openArena, type Arena } from './arena';
import { buildBulkTickets, type BulkTicket } from './bulk-tickets';
import { startFleet, type Fleet } from './fleet';
import type { Strike } from './plan-storm';
import type { Variables } from './product-environment';
import { judgeSteps, readProgress } from './read-run-book';
import type { TrialReport } from './trial-report';
import { countFaults } from './trial-report';
import { unleashStorm } from './unleash-storm';
import { startWorkerProcess } from './worker-process';

export type EngineTrial = {
  readonly folder: string;
  readonly steps: number;
  readonly perTicket: number;
  readonly workers: number;
  /** Tickets are executed evenly over this time. */
  readonly pressForMs: number;
  readonly storm: readonly Strike[];
  readonly faults: readonly FaultInput[];
  /** What is still open this long after the storm counts as not settled. */
  readonly drainMs: number;
  readonly variables: Variables;
  readonly onProgress: (line: string) => void;
};

const PROGRESS_EVERY_MS = 15_000;

/** Our own engine in its own processes: Execute, storm, and then all runs to their end. */
export async function runEngineTrial(trial: EngineTrial): Promise<TrialReport> {
  const begunAt = performance.now();
  const arena = await openArena(trial.folder, trial.variables);
  try {
    const fleet = startFleet(trial.workers, (name) =>
      startWorkerProcess(arena.environment, join(arena.folder, `${name}.log`)),
    );
    arena.onClose(fleet.stop);
    for (const fault of trial.faults) arena.sandbox.faults.add(fault);
    const watching = new AbortController();
    const watched = watchProgress(arena, trial.onProgress, watching.signal);
    const tickets = buildBulkTickets(trial.steps, trial.perTicket);
    const [count] = await Promise.all([
      unleashStorm(trial.storm, fleet, arena.postgres),
      executeAll(arena, tickets, trial.pressForMs),
    ]);
    // Processes and PostgreSQL are left alone from here on; EC2 goes on as badly as before.
    const open = await drain(arena, trial.drainMs);
    const faults = countFaults(arena.sandbox.faults.list());
    watching.abort();
    await watched;
    return await describeTrial(arena, fleet, { ...count, faults, open, begunAt });
  } finally {
    await arena.close();
  }
}

type Seen = Pick<TrialReport, 'kills' | 'pauses' | 'restarts' | 'faults' | 'open'> & {
  readonly begunAt: number;
};

async function describeTrial(
  { operator, sandbox }: Arena,
  fleet: Fleet,
  { begunAt, ...seen }: Seen,
): Promise<TrialReport> {
  const judgement = await judgeSteps(operator.services.database, sandbox);
  const seconds = Math.round((performance.now() - begunAt) / 1000);
  return { ...judgement, ...seen, crashes: fleet.crashes(), seconds };
}

/** One ticket after the other is executed, as soon as its time has come. */
async function executeAll(
  { operator, sandbox }: Arena,
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
async function drain({ operator }: Arena, limitMs: number): Promise<number> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const progress = await readProgress(operator.services.database).catch(() => null);
    if (progress?.open === 0) return 0;
    if (performance.now() > deadline) return progress?.open ?? -1;
    await wait(250);
  }
}

async function watchProgress(
  { operator }: Arena,
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
