import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openHarness, type Harness } from '@/scripts/chaos/harness';
import type { BulkTicket } from '@/scripts/chaos/bulk-tickets';
import { readProgress } from '@/scripts/chaos/load-run-record';
import { startWorkerProcess } from '@/scripts/chaos/worker-process';
import { buildBenchTicket } from '../plan/build-bench-ticket';
import { computeFloorMs } from './physical-floor';
import { timeRun, type TimedRun } from './time-run';
import { timeScript } from './time-script';

const LATENCY_MS = 100;
const CONCURRENCY = 10;
const WARM_UP_VOLUMES = 20;
/** A pause of the machine is a tenth of a run of 200 ms, so short runs are timed several times. */
const SHORT_MS = 5_000;
const ROUNDS_OF_SHORT = 5;

export type BenchLine = TimedRun & {
  readonly volumes: number;
  readonly processes: number;
  readonly floorMs: number;
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
    // The answer is late, not the effect: ten requests that arrive together are worked on while
    // they wait, as EC2 would, and not one after the other when their time is over.
    const effect = { kind: 'latency', ms: LATENCY_MS, when: 'after' } as const;
    harness.sandbox.faults.add({ system: 'ec2', effect });
    const scripted = new Map<number, number>();
    for (const volumes of options.volumes) {
      options.onProgress(`the script's way, ${volumes} volumes ...`);
      await becomeQuiet(harness);
      scripted.set(volumes, await timeScript(harness, tickets(volumes)));
    }
    const lines: BenchLine[] = [];
    for (const processes of options.processes) {
      const stop = await startWorkers(harness, processes);
      await warmUp(harness, processes, tickets);
      for (const volumes of options.volumes) {
        options.onProgress(`${volumes} volumes, ${processes} process(es) ...`);
        const floorMs = computeFloorMs({
          volumes,
          latencyMs: LATENCY_MS,
          concurrency: CONCURRENCY,
        });
        const rounds = floorMs < SHORT_MS ? ROUNDS_OF_SHORT : 1;
        lines.push({
          ...(await timeRounds(harness, rounds, () => tickets(volumes))),
          volumes,
          processes,
          floorMs,
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

/** The middle one by its time; throttling and missing snapshots of any round are kept. */
async function timeRounds(
  harness: Harness,
  rounds: number,
  nextTicket: () => BulkTicket,
): Promise<TimedRun> {
  const runs: TimedRun[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await becomeQuiet(harness);
    runs.push(await timeRun(harness, nextTicket()));
  }
  const byTime = runs.toSorted((a, b) => a.executorMs - b.executorMs);
  const middle = byTime[Math.floor(byTime.length / 2)];
  if (middle === undefined) throw new Error('No run was timed.');
  return {
    ...middle,
    created: Math.min(...runs.map(({ created }) => created)),
    throttled: runs.reduce((sum, { throttled }) => sum + throttled, 0),
  };
}

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

/** The first calls of a process load and compile code; that is not what is measured. */
async function warmUp(
  harness: Harness,
  processes: number,
  tickets: ReturnType<typeof createTicketSource>,
): Promise<void> {
  const runs = Array.from({ length: processes * 2 }, () => tickets(WARM_UP_VOLUMES));
  await becomeQuiet(harness);
  await Promise.all(runs.map((ticket) => timeRun(harness, ticket)));
}

/** As after a quiet minute: nothing is followed or told any more, EC2's bucket is full, and ours is. */
async function becomeQuiet({ sandbox, operator }: Harness): Promise<void> {
  while ((await readProgress(operator.services.database)).open > 0) await wait(100);
  sandbox.clock.advance(60_000);
  await operator.services.database.prisma.createBudget.deleteMany();
}
