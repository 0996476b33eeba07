import { expect, test, vi } from 'vitest';
import { openStage, PATIENCE, type Stage } from '@/testing/fault-stage';

/** Where the process stands when it is killed, and what becomes of what it had begun. */
type Boundary = (stage: Stage) => Promise<{
  readonly untilReached: () => Promise<void>;
  readonly afterwards: () => Promise<void> | void;
}>;

/** The write that was under way is rolled back with its process, or committed without it. */
const atWrite =
  (point: Parameters<Stage['closeGate']>[0], fate: 'lost' | 'committed'): Boundary =>
  async (stage) => {
    const gate = await stage.closeGate(point);
    const afterwards = fate === 'lost' ? gate.abandon : gate.open;
    return { untilReached: gate.untilReached, afterwards };
  };

/** The call that was under way goes on at the other side without its caller. */
const atCall =
  (operation: string, when: 'before' | 'after'): Boundary =>
  async (stage) => {
    const held = stage.hold(operation, when);
    const calls = operation === 'CreateSnapshot' ? 3 : 1;
    return { untilReached: () => held.untilReached(calls), afterwards: held.release };
  };

/** The request never arrives: it is lost on its way while the process is killed. */
const onTheWay: Boundary = async ({ services: { sandbox } }) => {
  const operation = 'CreateSnapshot';
  sandbox.faults.add({ system: 'ec2', operation, count: 3, effect: { kind: 'hang' } });
  const countHung = () =>
    sandbox.calls.list({ operation }).filter(({ outcome }) => outcome === 'hung').length;
  const untilReached = () => vi.waitFor(() => expect(countHung()).toBe(3), PATIENCE);
  return { untilReached, afterwards: () => undefined };
};

const BOUNDARIES: readonly (readonly [string, Boundary, messages: number])[] = [
  ['the run is stored, not claimed', atWrite('claimed', 'lost'), 1],
  ['the run is claimed, nothing else', atWrite('claimed', 'committed'), 1],
  ['the run is claimed, `calling` not committed', atWrite('create-called', 'lost'), 1],
  ['`calling` is committed, no request sent', atWrite('create-called', 'committed'), 1],
  ['the requests are sent and never arrive', onTheWay, 1],
  ['the requests are sent and take effect after the kill', atCall('CreateSnapshot', 'before'), 1],
  ['the effect is done, no reply read', atCall('CreateSnapshot', 'after'), 1],
  ['a reply is read, its outcome not written', atWrite('snapshot-created', 'lost'), 1],
  ['an outcome is written, the run not finished', atWrite('snapshot-created', 'committed'), 1],
  ['all outcomes are written, the run not finished', atWrite('run-finished', 'lost'), 1],
  ['the run is finished, Slack not told', atWrite('run-finished', 'committed'), 1],
  [
    'Slack is being told, the message takes effect after the kill',
    atCall('chat.postMessage', 'before'),
    2,
  ],
  ['Slack has the message, its reply is not read', atCall('chat.postMessage', 'after'), 2],
  ['Slack has the message, that is not written', atWrite('slack-sent', 'lost'), 2],
];

// Slack has no idempotency key: a message whose reply was lost may be there twice, never not at all.
test.each(BOUNDARIES)(
  'killed when %s: another process takes each snapshot exactly once',
  { timeout: 180_000 },
  async (_, arrange, mostMessages) => {
    const stage = await openStage();
    const [first, second] = await Promise.all([stage.startWorker(), stage.startWorker()]);
    second.pause();
    const boundary = await arrange(stage);
    const runId = await stage.services.start('CHN-7303');
    await boundary.untilReached();
    await first.kill();
    await boundary.afterwards();
    await stage.passSlackHold();
    second.resume();

    const run = await stage.settled(runId);
    expect(run.steps).toHaveLength(3);
    await stage.expectExactlyOnce(run);
    expect(run).toMatchObject({ slackStatus: 'sent' });
    const messages = stage.services.sandbox.slack.messages.list().length;
    expect(messages).toBeGreaterThanOrEqual(1);
    expect(messages).toBeLessThanOrEqual(mostMessages);
  },
);

test(
  'killed while one call is in flight and the others wait for its slot: another process takes each snapshot exactly once',
  { timeout: 180_000 },
  async () => {
    const stage = await openStage({ CREATE_CONCURRENCY: '1' });
    const [first, second] = await Promise.all([stage.startWorker(), stage.startWorker()]);
    second.pause();
    const held = stage.hold('CreateSnapshot', 'after');
    const runId = await stage.services.start('CHN-7303');
    await held.untilReached(1);
    const { step } = stage.services.database.prisma;
    const countOf = (status: string) => step.count({ where: { runId, status } });
    // A step that waits for a slot is not marked, so no one has to look it up.
    expect(await Promise.all(['calling', 'planned'].map(countOf))).toEqual([1, 2]);
    await first.kill();
    held.release();
    second.resume();

    const run = await stage.settled(runId);
    await stage.expectExactlyOnce(run);
    expect(stage.services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(3);
  },
);
