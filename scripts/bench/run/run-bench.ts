import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openHarness, type Harness } from '@/scripts/chaos/harness';
import type { BulkTicket } from '@/scripts/chaos/bulk-tickets';
import { percentile } from '@/scripts/chaos/percentile';
import { readProgress } from '@/scripts/chaos/load-run-record';
import { startWorkerProcess } from '@/scripts/chaos/worker-process';
import { buildBenchTicket } from './build-bench-ticket';
import { EC2_BURST, computeLimitMs } from './ec2-limit';
import { startPlainCaller } from './start-plain-caller';
import { timeRun, type TimedRun } from './time-run';
import { timeScript } from './time-script';

const LATENCY_MS = 100;
const CONCURRENCY = 10;
/** Two such runs for each of three processes fit into EC2's bucket. */
const WARM_UP_VOLUMES = 15;
const WARM_UP_ROUNDS = 5;
/** A pause of the machine is a tenth of a run of 200 ms, so short runs are timed several times. */
export const ROUNDS_OF_SHORT = 15;

export type BenchLine = TimedRun & {
  readonly volumes: number;
  readonly processes: number;
  /** What latency and EC2's token bucket allow, whatever the machine. */
  readonly limitMs: number;
  /** What plain calls take here; null where EC2's bucket is what takes the time. */
  readonly callsMs: number | null;
  /** The script's way on the same stand-in. */
  readonly scriptMs: number;
};

export type BenchOptions = {
  readonly folder: string;
  readonly volumes: readonly number[];
  readonly processes: readonly number[];
  readonly onProgress: (line: string) => void;
};

/** Times runs of each size with so many processes, and the script's way beside them. */
export async function runBench(options: BenchOptions): Promise<readonly BenchLine[]> {
  const harness = await openHarness(options.folder);
  const tickets = createTicketSource();
  try {
    const scripted = new Map<number, number>();
    for (const volumes of options.volumes) {
      options.onProgress(`the script's way, ${volumes} volumes ...`);
      await startFresh(harness);
      scripted.set(volumes, await timeScript(harness, tickets(volumes)));
    }
    const lines: BenchLine[] = [];
    const caller = startPlainCaller(harness.environment);
    harness.onClose(caller.stop);
    const callPlainly: CallPlainly = ({ sample }) => {
      harness.sandbox.addSample(sample);
      const addresses = sample.servers.map(({ address }) => address);
      return caller.time({ addresses, concurrency: CONCURRENCY });
    };
    for (const processes of options.processes) {
      const stop = await startWorkers(harness, processes);
      await warmUp(harness, processes, tickets, callPlainly);
      for (const volumes of options.volumes) {
        options.onProgress(`${volumes} volumes, ${processes} process(es) ...`);
        lines.push({
          ...(await timeRounds(harness, volumes, tickets, callPlainly)),
          volumes,
          processes,
          limitMs: computeLimitMs({ volumes, latencyMs: LATENCY_MS, concurrency: CONCURRENCY }),
          scriptMs: scripted.get(volumes) ?? Number.NaN,
        });
      }
      await stop();
    }
    return lines;
  } finally {
    await harness.close();
  }
}

/** Milliseconds for the ticket's snapshots by plain calls. */
type CallPlainly = (ticket: BulkTicket) => Promise<number>;

type Rounds = TimedRun & Pick<BenchLine, 'callsMs'>;

/**
 * Runs and plain calls in turns, so that both see the same machine. The middle ones by their time;
 * throttling and missing snapshots of any round are kept.
 */
async function timeRounds(
  harness: Harness,
  volumes: number,
  tickets: TicketSource,
  callPlainly: CallPlainly,
): Promise<Rounds> {
  const isShort = volumes <= EC2_BURST;
  const calls: number[] = [];
  const runs: TimedRun[] = [];
  for (let round = 0; round < (isShort ? ROUNDS_OF_SHORT : 1); round += 1) {
    if (isShort) {
      await startFresh(harness);
      calls.push(await callPlainly(tickets(volumes)));
    }
    await startFresh(harness);
    runs.push(await timeRun(harness, tickets(volumes)));
  }
  const medianMs = percentile(
    runs.map(({ executorMs }) => executorMs),
    0.5,
  );
  const middle = runs.find(({ executorMs }) => executorMs === medianMs);
  if (middle === undefined) throw new Error('No run was timed.');
  return {
    ...middle,
    callsMs: isShort ? percentile(calls, 0.5) : null,
    created: Math.min(...runs.map(({ created }) => created)),
    throttled: runs.reduce((sum, { throttled }) => sum + throttled, 0),
  };
}

type TicketSource = ReturnType<typeof createTicketSource>;

function createTicketSource() {
  let index = 0;
  return (volumes: number) => buildBenchTicket((index += 1), volumes);
}

async function startWorkers(harness: Harness, count: number): Promise<() => Promise<void>> {
  const workers = Array.from({ length: count }, (_, index) =>
    startWorkerProcess(harness.environment, join(harness.folder, `worker-${count}-${index}.log`)),
  );
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  harness.onClose(stop);
  await Promise.all(workers.map((worker) => worker.untilAtWork()));
  return stop;
}

/**
 * The first calls of a process load and compile code, and the next hundred are what the compiler
 * learns from; that is not what is measured.
 */
async function warmUp(
  harness: Harness,
  processes: number,
  tickets: TicketSource,
  callPlainly: CallPlainly,
): Promise<void> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await startFresh(harness);
    await callPlainly(tickets(WARM_UP_VOLUMES));
    const runs = Array.from({ length: processes * 2 }, () => tickets(WARM_UP_VOLUMES));
    await startFresh(harness);
    await Promise.all(runs.map((ticket) => timeRun(harness, ticket)));
  }
}

/**
 * Waits until nothing of earlier runs is due, fills EC2's bucket and ours, and leaves the stand-in
 * with its samples alone. It looks through all it holds for each call, so what earlier rounds left
 * there would be timed with the later ones.
 */
async function startFresh({ sandbox, operator }: Harness): Promise<void> {
  while ((await readProgress(operator.services.database)).open > 0) await wait(100);
  sandbox.reset();
  // The answer is late, not the effect: ten requests that arrive together are worked on while
  // they wait, as EC2 would, and not one after the other when their time is over.
  const effect = { kind: 'latency', ms: LATENCY_MS, when: 'after' } as const;
  sandbox.faults.add({ system: 'ec2', effect });
  await operator.services.database.prisma.createBudget.deleteMany();
}
