import { join } from 'node:path';
import { planFaults } from './fault-schedule';
import { runEngineTrial } from './run-engine-trial';
import { runNaiveTrial } from './run-naive-trial';
import { buildScheduledFaults, MAX_LAG_MS } from './scheduled-faults';
import type { TrialReport } from './trial-report';

export type ChaosOptions = {
  readonly seed: number;
  readonly steps: number;
  readonly minutes: number;
  /** Where the logs of all processes stay. */
  readonly folder: string;
  readonly onProgress: (line: string) => void;
};

export type ChaosReport = {
  readonly ours: TrialReport;
  readonly naive: TrialReport;
  readonly negative: TrialReport;
};

const WORKERS = 4;
const PER_TICKET = 20;
/** The controls need no more than this to show what they show. */
const CONTROL_SHARE = 0.15;
const CONTROL_LEAST = 40;

/**
 * A lost reply is looked up for longer than the longest pause of a process and the longest read
 * lag together: only then is "nothing found" a proof.
 */
const PATIENT = { CREATE_DEADLINE_MS: '2000', LOOKUP_WINDOW_MS: '15000' };
/** The negative control gives up looking long before reads show what was created. */
const HASTY = { CREATE_DEADLINE_MS: '500', LOOKUP_WINDOW_MS: '200' };

/** Our engine, the usual code, and our engine made careless on purpose, one after the other. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { onProgress } = options;
  onProgress('Our engine in the schedule');
  const ours = await runOurs(options);
  onProgress('The naive control: SDK defaults, record saved afterwards');
  const naive = await runNaive(options);
  onProgress('The negative control: our engine with a lookup window shorter than the read lag');
  const negative = await runNegative(options);
  return { ours, naive, negative };
}

function runOurs({ seed, steps, minutes, folder, onProgress }: ChaosOptions): Promise<TrialReport> {
  const durationMs = minutes * 60_000 * 0.5;
  return runEngineTrial({
    folder: join(folder, 'ours'),
    steps,
    perTicket: PER_TICKET,
    workers: WORKERS,
    pressForMs: durationMs * 0.8,
    schedule: planFaults({ seed, durationMs, workers: WORKERS, ...rhythm(durationMs) }),
    faults: buildScheduledFaults(seed),
    drainMs: Math.max(90_000, durationMs * 0.6),
    variables: PATIENT,
    onProgress,
  });
}

function runNaive({ seed, steps, minutes, folder }: ChaosOptions): Promise<TrialReport> {
  const durationMs = minutes * 60_000 * 0.08;
  return runNaiveTrial({
    folder: join(folder, 'naive'),
    volumes: chooseControlSize(steps),
    processes: WORKERS,
    schedule: planFaults({ seed, durationMs, workers: WORKERS, ...rhythm(durationMs) }),
    faults: buildScheduledFaults(seed),
    limitMs: durationMs + 15_000,
  });
}

function runNegative(options: ChaosOptions): Promise<TrialReport> {
  const { seed, steps, folder, onProgress } = options;
  return runEngineTrial({
    folder: join(folder, 'negative'),
    steps: chooseControlSize(steps),
    perTicket: PER_TICKET,
    workers: 1,
    pressForMs: 1_000,
    schedule: [],
    faults: [
      {
        system: 'ec2',
        operation: 'CreateSnapshot',
        probability: 0.3,
        seed,
        effect: { kind: 'cut', when: 'after' },
      },
      {
        system: 'ec2',
        operation: 'DescribeSnapshots',
        effect: { kind: 'read-lag', ms: MAX_LAG_MS * 2 },
      },
    ],
    drainMs: 60_000,
    variables: HASTY,
    onProgress,
  });
}

function chooseControlSize(steps: number): number {
  return Math.max(CONTROL_LEAST, Math.ceil(steps * CONTROL_SHARE));
}

/** Kills as fast as processes can be started; in a short schedule everything comes at least twice. */
function rhythm(durationMs: number) {
  return {
    killEveryMs: 1_500,
    pauseEveryMs: Math.min(6_000, durationMs / 3),
    restartEveryMs: Math.min(40_000, durationMs / 3),
  };
}
