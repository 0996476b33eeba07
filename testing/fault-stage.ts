import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { RunDetail } from '@/lib/run/run';
import { startTestServices, type TestServices } from './test-services';
import type { FaultInput } from '@/sandbox/server/fault';
import { buildProductEnvironment, type Variables } from '@/scripts/chaos/product-environment';
import { findBlockersOfSteps } from '@/scripts/chaos/load-run-record';
import { startWorkerProcess, type WorkerProcess } from '@/scripts/chaos/worker-process';
import { closeDatabaseGate, type DatabaseGate, type GatePoint } from './database-gate';

export type Stage = {
  readonly services: TestServices;
  /** A worker process that is at work; it is gone when the test ends. */
  readonly startWorker: (options?: { readonly clockOffsetMs?: number }) => Promise<WorkerProcess>;
  readonly closeGate: (point: GatePoint) => Promise<DatabaseGate>;
  readonly hold: (operation: string, when: 'before' | 'after') => Held;
  /** The run once nothing of it is open any more. */
  readonly settled: (runId: string) => Promise<RunDetail>;
  /** Lets the 30 s pass for which a message is held back that a dead process was about to send. */
  readonly passSlackHold: () => Promise<void>;
  /**
   * Every step of these runs, which are all there are, has its one snapshot; the record names it;
   * the logs have no gap and one end.
   */
  readonly expectExactlyOnce: (...runs: readonly RunDetail[]) => Promise<void>;
};

/** Calls that stand at the stand-in and wait, whatever becomes of their caller. */
export type Held = {
  readonly untilReached: (calls?: number) => Promise<void>;
  readonly release: () => void;
};

/** Processes start and take over within seconds; a machine that is busy needs longer. */
export const PATIENCE = { timeout: 90_000, interval: 50 };
/** Short, so that a lost reply is settled within seconds, and longer than any lag of these tests. */
const QUICK: Variables = { CREATE_DEADLINE_MS: '1000', LOOKUP_WINDOW_MS: '2000' };

/** The product's services, and worker processes on the same database and stand-ins. */
export async function openStage(variables: Variables = {}): Promise<Stage> {
  const services = await startTestServices({ variables: { ...QUICK, ...variables } });
  const { sandbox, database } = services;
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let started = 0;
  return {
    services,
    async startWorker(options) {
      started += 1;
      const environment = buildProductEnvironment(sandbox, database.url, {
        ...QUICK,
        ...variables,
      });
      const worker = startWorkerProcess(environment, join(folder, `worker-${started}`), options);
      onTestFinished(worker.kill);
      await worker.untilAtWork();
      return worker;
    },
    async closeGate(point) {
      const gate = await closeDatabaseGate(database.url, point);
      onTestFinished(gate.close);
      return gate;
    },
    hold: (operation, when) => hold(services, operation, when),
    settled: (runId) => waitUntilSettled(services, runId),
    async passSlackHold() {
      await database.prisma.$executeRaw`
        UPDATE run SET slack_due_at = clock_timestamp() WHERE slack_due_at IS NOT NULL`;
    },
    expectExactlyOnce: (...runs) => expectExactlyOnce(services, runs),
  };
}

function hold({ sandbox }: TestServices, operation: string, when: 'before' | 'after'): Held {
  const system: FaultInput['system'] = operation.startsWith('chat.') ? 'slack' : 'ec2';
  const id = sandbox.faults.add({ system, operation, effect: { kind: 'hold', when } });
  const countHeld = () =>
    sandbox.calls.list({ operation }).filter(({ outcome }) => outcome === `held-${when}`).length;
  return {
    untilReached: (calls = 1) =>
      vi.waitFor(() => expect(countHeld()).toBeGreaterThanOrEqual(calls), PATIENCE),
    release: () => sandbox.faults.remove(id),
  };
}

function waitUntilSettled({ run }: TestServices, runId: string): Promise<RunDetail> {
  return vi.waitFor(async () => {
    const now = await run(runId);
    if (now.settled) return now;
    throw new Error(`Run ${runId} is still ${now.status}: ${JSON.stringify(now.steps)}`);
  }, PATIENCE);
}

async function expectExactlyOnce(
  { database, sandbox }: TestServices,
  runs: readonly RunDetail[],
): Promise<void> {
  for (const run of runs) {
    expect(run).toMatchObject({ status: 'succeeded', createdCount: run.steps.length });
    const events = await database.prisma.event.findMany({
      where: { runId: run.id },
      orderBy: { seq: 'asc' },
    });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ code }) => code === 'run-finished')).toHaveLength(1);
  }
  const wanted = runs.flatMap(({ steps }) => steps).length;
  const judgment = await findBlockersOfSteps(database, sandbox);
  expect(judgment).toEqual({ wanted, duplicates: 0, lost: 0, wrongIds: 0 });
}
