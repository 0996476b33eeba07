import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { hasEnded, startTestServices, type TestServices } from '@/testing/test-services';

/** Starting a process takes seconds on a busy machine. */
const PROCESS_LIMIT_MS = 60_000;

/** `npm run worker` as npm runs it. */
function startWorkerProcess(variables: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/serve/worker.ts'], {
    env: { ...variables, PATH: process.env.PATH, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Says so in its log; how long a process takes to start is not what is tested. */
function untilAtWork(worker: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    worker.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('worker started')) resolve();
    });
  });
}

/** A call takes so long that the process is surely asked to leave while it is in flight. */
function delayCreates({ sandbox }: TestServices): void {
  sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'latency', ms: 1_500 },
  });
}

test(
  'a worker process leaves at SIGTERM with its calls answered, and another goes on at once',
  async () => {
    const services = await startTestServices({ variables: { CREATE_CONCURRENCY: '1' } });
    delayCreates(services);
    const worker = startWorkerProcess(services.variables);
    await untilAtWork(worker);
    const runId = await services.start('CHN-7303');
    await services.waitForRun(runId, ({ steps }) => steps.some((one) => one.status === 'calling'));
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);

    const left = await services.database.prisma.run.findUniqueOrThrow({ where: { id: runId } });
    expect(left).toMatchObject({ status: 'running', leaseOwner: null, leaseUntil: null });
    const statuses = (await services.run(runId)).steps.map(({ status }) => status);
    expect(statuses).toEqual(['created', 'planned', 'planned']);

    services.work();
    const run = await services.waitForRun(runId, hasEnded);
    expect(run).toMatchObject({ status: 'succeeded', createdCount: 3 });
    expect(services.snapshotsTaken()).toHaveLength(3);
  },
  PROCESS_LIMIT_MS,
);

test(
  'a worker process without its variables names all of them and does not start',
  async () => {
    const worker = startWorkerProcess({ LOOKUP_WINDOW_MS: 'soon' });
    const lines: string[] = [];
    worker.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    expect(await once(worker, 'close')).toEqual([1, null]);
    expect(lines.join('')).toMatch(/DATABASE_URL: is not set[^]*LOOKUP_WINDOW_MS/);
  },
  PROCESS_LIMIT_MS,
);
