import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { compileCommand } from '@/scripts/build/compile-commands';
import { startTiedProcess, type TiedProcess } from '@/scripts/stack/tied-process';

export type WorkerProcess = TiedProcess & {
  /** Resolves once it says that it works, or when it has ended. */
  readonly untilAtWork: () => Promise<void>;
  /** SIGKILL: gone in the middle of whatever it did. */
  readonly kill: () => Promise<void>;
  /** SIGSTOP: is paused and does not know it. */
  readonly pause: () => void;
  /** SIGCONT. */
  readonly resume: () => void;
  readonly signal: (name: NodeJS.Signals) => void;
};

/** What a process writes into its log when it is at work. */
const AT_WORK = 'worker started';

/** Loads before the product and moves its clock by `CHAOS_CLOCK_MS`. */
const SHIFT_CLOCK = './scripts/chaos/shift-clock.mjs';

/** Starts `npm run worker` as its own process, as it would run anywhere. */
export function startWorkerProcess(
  environment: NodeJS.ProcessEnv,
  logFile: string,
  options: { readonly clockOffsetMs?: number } = {},
): WorkerProcess {
  const { clockOffsetMs } = options;
  const command = [process.execPath, compileWorker()];
  if (clockOffsetMs === undefined) return startProcess(command, environment, logFile);
  const shifted = {
    ...environment,
    NODE_OPTIONS: `--import ${SHIFT_CLOCK}`,
    CHAOS_CLOCK_MS: String(clockOffsetMs),
  };
  return startProcess(command, shifted, logFile);
}

let compiledWorker: string | undefined;

/** Compiled once, as the build does it: from its sources each process takes 2 s to load. */
function compileWorker(): string {
  if (compiledWorker !== undefined) return compiledWorker;
  const file = resolve('.snapgate', 'chaos', `worker-${process.pid}.mjs`);
  compileCommand('scripts/serve/worker.ts', file);
  process.once('exit', () => rmSync(file, { force: true }));
  compiledWorker = file;
  return file;
}

/** Starts one TypeScript file of ours as a process of its own. */
export function startScript(
  file: string,
  environment: NodeJS.ProcessEnv,
  logFile: string,
  values: readonly string[] = [],
): WorkerProcess {
  return startProcess([process.execPath, '--import', 'tsx', file, ...values], environment, logFile);
}

function startProcess(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  logFile: string,
): WorkerProcess {
  const child = startTiedProcess(command, environment, logFile);
  let ended = false;
  void child.exited.then(() => (ended = true));
  const isAtWork = () => ended || readFileSync(logFile, 'utf8').includes(AT_WORK);
  const signal = (name: NodeJS.Signals): void => {
    // Its number may belong to someone else by now.
    if (!ended && child.pid !== undefined) process.kill(child.pid, name);
  };
  return {
    ...child,
    signal,
    async untilAtWork() {
      while (!isAtWork()) await wait(50);
    },
    async kill() {
      signal('SIGKILL');
      await child.exited;
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async stop() {
      // A process that is paused would not hear that it is to end.
      signal('SIGCONT');
      await child.stop();
    },
  };
}
