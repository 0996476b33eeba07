import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordedCall } from '@/sandbox/server/call-log';
import { openHarness, type Harness } from '../harness';
import { buildBulkTickets, type BulkTicket } from '../bulk-tickets';
import type { Judgment } from '../checker';
import { findBlockersOfSteps, readProgress } from '../load-run-record';
import { startWorkerProcess, type WorkerProcess } from '../worker-process';

export type TakeoverOptions = {
  readonly kills: number;
  readonly restarts: number;
  readonly folder: string;
  readonly onProgress: (line: string) => void;
};

export type TakeoverReport = {
  /** From the kill to the run's next call by another process, in ms. */
  readonly takeoverMs: readonly number[];
  /** From when the one process that was started again is at work to the run's next call. */
  readonly resumeMs: readonly number[];
  readonly judgment: Judgment;
  readonly open: number;
};

const PER_TICKET = 6;
/** One call after the other: there is always a step that the killed process had not begun. */
const VARIABLES = {
  CREATE_CONCURRENCY: '1',
  CREATE_DEADLINE_MS: '2000',
  LOOKUP_WINDOW_MS: '2000',
};
const CALL_MS = 400;
const LIMIT_MS = 60_000;

/** Kills the process that carries a run out, again and again, and times how the run goes on. */
export async function measureTakeover(options: TakeoverOptions): Promise<TakeoverReport> {
  const harness = await openHarness(options.folder, VARIABLES);
  try {
    const effect = { kind: 'latency', ms: CALL_MS, when: 'after' } as const;
    harness.sandbox.faults.add({ system: 'ec2', operation: 'CreateSnapshot', effect });
    const tickets = buildBulkTickets((options.kills + options.restarts) * PER_TICKET, PER_TICKET);
    for (const { sample } of tickets) harness.sandbox.addSample(sample);
    const takeoverMs = await timeTakeovers(harness, tickets.slice(0, options.kills), options);
    const resumeMs = await timeRestarts(harness, tickets.slice(options.kills), options);
    const { database } = harness.operator.services;
    const open = await waitUntilSettled(harness);
    return {
      takeoverMs,
      resumeMs,
      open,
      judgment: await findBlockersOfSteps(database, harness.sandbox),
    };
  } finally {
    await harness.close();
  }
}

/** The owner is known because the other process is paused until the run has its owner. */
async function timeTakeovers(
  harness: Harness,
  tickets: readonly BulkTicket[],
  { onProgress }: TakeoverOptions,
): Promise<readonly number[]> {
  const times: number[] = [];
  let owner = await startAtWork(harness);
  for (const [index, ticket] of tickets.entries()) {
    const spare = await startAtWork(harness);
    spare.pause();
    const runId = await startRun(harness, ticket);
    spare.resume();
    // It has long been at work when the kill comes, as a second process always is.
    await wait(1_000);
    times.push(await timeUntilNextCall(harness, runId, owner));
    owner = spare;
    if ((index + 1) % 10 === 0) onProgress(`${index + 1} kills, another process took over`);
  }
  await owner.kill();
  return times;
}

async function timeUntilNextCall(
  { sandbox }: Harness,
  runId: string,
  owner: WorkerProcess,
): Promise<number> {
  await owner.kill();
  const killedAt = sandbox.clock.now();
  const call = await untilCalled(sandbox, runId, sandbox.calls.last());
  return Date.parse(call.at) - killedAt;
}

async function timeRestarts(
  harness: Harness,
  tickets: readonly BulkTicket[],
  { onProgress }: TakeoverOptions,
): Promise<readonly number[]> {
  const times: number[] = [];
  let only = await startAtWork(harness);
  for (const ticket of tickets) {
    const runId = await startRun(harness, ticket);
    await only.kill();
    const mark = harness.sandbox.calls.last();
    only = startProcess(harness);
    const call = await untilCalled(harness.sandbox, runId, mark);
    times.push(Date.parse(call.at) - readStartOfWork(only));
    await waitUntilSettled(harness);
  }
  onProgress(`${tickets.length} restarts of a single process`);
  return times;
}

/** Executes a ticket and returns once the first call of its run is under way. */
async function startRun({ operator, sandbox }: Harness, ticket: BulkTicket): Promise<string> {
  const mark = sandbox.calls.last();
  const runId = await operator.insist(ticket.reference, ticket.environment);
  await untilCalled(sandbox, runId, mark);
  return runId;
}

/** The run's first CreateSnapshot after this mark. */
async function untilCalled(
  { calls }: Harness['sandbox'],
  runId: string,
  after: number,
): Promise<RecordedCall> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const found = calls
      .list({ operation: 'CreateSnapshot', after })
      .find(({ parameters }) => Object.values(parameters).includes(runId));
    if (found !== undefined) return found;
    await wait(5);
  }
  throw new Error(`Run ${runId} does not go on.`);
}

async function waitUntilSettled({ operator }: Harness): Promise<number> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const { open } = await readProgress(operator.services.database);
    if (open === 0 || performance.now() > deadline) return open;
    await wait(100);
  }
}

let started = 0;

function startProcess(harness: Harness): WorkerProcess {
  started += 1;
  const child = startWorkerProcess(
    harness.environment,
    join(harness.folder, `worker-${started}.log`),
  );
  harness.onClose(child.kill);
  return child;
}

async function startAtWork(harness: Harness): Promise<WorkerProcess> {
  const child = startProcess(harness);
  await child.untilAtWork();
  return child;
}

/** When the process itself wrote that it is at work. */
function readStartOfWork({ logFile }: WorkerProcess): number {
  const line = readFileSync(logFile, 'utf8')
    .split('\n')
    .find((one) => one.includes('worker started'));
  const time = /"time":"([^"]+)"/.exec(line ?? '')?.[1];
  if (time === undefined) throw new Error(`${logFile} does not say when the work began.`);
  return Date.parse(time);
}
