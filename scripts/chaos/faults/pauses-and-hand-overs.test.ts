import { expect, test, vi } from 'vitest';
import { buildBulkTickets } from '../bulk-tickets';
import { openStage, PATIENCE, type Stage } from '@/testing/fault-stage';

const LIMIT = { timeout: 180_000 };
const FIVE_MINUTES_MS = 5 * 60_000;

/** Two processes at work; the second is paused until it is wanted. */
async function startTwo(stage: Stage) {
  const [first, second] = await Promise.all([stage.startWorker(), stage.startWorker()]);
  second.pause();
  return { first, second };
}

const countCreates = ({ services: { sandbox } }: Stage) =>
  sandbox.calls.count({ operation: 'CreateSnapshot' });

test(
  'a process that was paused for longer than its lease changes nothing when it goes on',
  LIMIT,
  async () => {
    const stage = await openStage();
    const { first, second } = await startTwo(stage);
    const held = stage.hold('CreateSnapshot', 'after');
    const runId = await stage.services.start('CHN-7303');
    await held.untilReached(3);
    first.pause();
    held.release();
    second.resume();
    const taken = await stage.settled(runId);
    await stage.expectExactlyOnce(taken);

    // The replies lie in its sockets all the while; it reads them now.
    first.resume();
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);
    await stage.expectExactlyOnce(await stage.services.run(runId));
    expect((await stage.services.run(runId)).steps).toEqual(taken.steps);
    expect(countCreates(stage)).toBe(3);
  },
);

test(
  'a process that was paused between its mark and its call does not call late',
  LIMIT,
  async () => {
    const stage = await openStage();
    const { first, second } = await startTwo(stage);
    const gate = await stage.closeGate('create-called');
    const runId = await stage.services.start('CHN-7303');
    await gate.untilReached();
    first.pause();
    await gate.open();
    second.resume();
    const taken = await stage.settled(runId);
    expect(countCreates(stage)).toBe(3);

    first.resume();
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(countCreates(stage)).toBe(3);
    await stage.expectExactlyOnce(taken);
  },
);

test('fifty runs at once over three processes: each is carried out once', LIMIT, async () => {
  // On a busy machine the stand-in itself is later than the short window of the other tests; a
  // window shorter than EC2's lag makes duplicates by design (see the negative control of chaos).
  const stage = await openStage({ CREATE_DEADLINE_MS: '5000', LOOKUP_WINDOW_MS: '20000' });
  const runIds: string[] = [];
  for (const { sample, reference, environment } of buildBulkTickets(100, 2)) {
    stage.services.sandbox.addSample(sample);
    runIds.push(await stage.services.start(reference, environment));
  }
  await Promise.all([stage.startWorker(), stage.startWorker(), stage.startWorker()]);
  const runs = await Promise.all(runIds.map(stage.settled));
  expect(runs).toHaveLength(50);
  await stage.expectExactlyOnce(...runs);
  expect(countCreates(stage)).toBe(100);
});

test(
  'a deploy: the old process ends its calls and leaves, the new one goes on',
  LIMIT,
  async () => {
    const stage = await openStage({ CREATE_CONCURRENCY: '1', CREATE_DEADLINE_MS: '8000' });
    const old = await stage.startWorker();
    const held = stage.hold('CreateSnapshot', 'after');
    const runId = await stage.services.start('CHN-7303');
    await held.untilReached();
    const { step } = stage.services.database.prisma;
    // What waits for a slot is not marked, so no one has to look it up.
    expect(await step.count({ where: { runId, status: 'calling' } })).toBe(1);
    await stage.startWorker();
    const askedAt = performance.now();
    old.signal('SIGTERM');
    held.release();
    expect(await old.exited).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(15_000);
    const run = await stage.settled(runId);
    await stage.expectExactlyOnce(run);
    expect(countCreates(stage)).toBe(3);
    expect(await stage.services.eventCodes(runId)).not.toContain('reply-lost');
  },
);

test(
  'a deploy while EC2 does not answer: the old process leaves in time, the call is looked up',
  LIMIT,
  async () => {
    const stage = await openStage();
    const old = await stage.startWorker();
    const held = stage.hold('CreateSnapshot', 'after');
    const runId = await stage.services.start('CHN-7303');
    await held.untilReached(3);
    await stage.startWorker();
    const askedAt = performance.now();
    old.signal('SIGTERM');
    expect(await old.exited).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(15_000);
    const run = await stage.settled(runId);
    held.release();
    await stage.expectExactlyOnce(run);
    expect(countCreates(stage)).toBe(3);
  },
);

test.each([
  ['ahead', FIVE_MINUTES_MS],
  ['behind', -FIVE_MINUTES_MS],
])(
  'a process whose clock is five minutes %s keeps its runs and loses no reply',
  LIMIT,
  async (_, clockOffsetMs) => {
    const stage = await openStage({ CREATE_DEADLINE_MS: '20000' });
    const { sandbox } = stage.services;
    const [, other] = await Promise.all([
      stage.startWorker({ clockOffsetMs }),
      stage.startWorker(),
    ]);
    other.pause();
    // The call takes longer than a lease: a process that goes by the wrong clock loses or steals the run.
    const operation = 'CreateSnapshot';
    sandbox.faults.add({
      system: 'ec2',
      operation,
      effect: { kind: 'latency', ms: 5_000, when: 'after' },
    });
    sandbox.faults.add({
      system: 'ec2',
      operation,
      count: 1,
      effect: { kind: 'cut', when: 'after' },
    });
    const runId = await stage.services.start('CHN-7303');
    await vi.waitFor(() => expect(countCreates(stage)).toBe(3), PATIENCE);
    other.resume();
    const run = await stage.settled(runId);
    await stage.expectExactlyOnce(run);
    expect(countCreates(stage)).toBe(3);
    const { fence } = await stage.services.database.prisma.run.findUniqueOrThrow({
      where: { id: runId },
    });
    expect(fence).toBe(1);
  },
);
