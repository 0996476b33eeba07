import type { LimitFunction } from 'p-limit';
import type { CreateOutcome } from '@/lib/aws/create-outcome';
import type { PreparedCreate, SnapshotOrder } from '@/lib/aws/create-snapshot';
import { awaitTurn, type Turn } from './await-turn';
import type { Claim, Engine } from './engine';
import type { OpenStep } from './open-step';
import type { StepWriter } from './open-step-writer';
import type { TokenLine } from './token-line';

/** How many steps are made ready at once, and how many calls may be in flight. */
export type Lanes = {
  readonly prepare: LimitFunction;
  readonly call: LimitFunction;
  /** Steps whose call has left and whose outcome is not known. */
  readonly unanswered: Set<string>;
};

type Caller = {
  readonly agentEmail: string;
  readonly writer: StepWriter;
  readonly tokens: TokenLine;
  readonly lanes: Lanes;
  /** Nothing more is to be called. */
  readonly signal: AbortSignal;
};

/** `markedAt`: before the mark was written, by this process's monotonic clock. */
type Marked = { readonly prepared: PreparedCreate; readonly markedAt: number };

/** Of the time until its deadline. A step that waits longer for its turn leaves its call too little. */
const LONGEST_WAIT = 0.5;

/**
 * One attempt at one snapshot, in an order that lets nothing be lost: the request is made ready, the
 * step becomes `calling` in a committed write, only then does the request leave. All but the last
 * happens while earlier calls are in flight, so that no call waits for the database. Null: nothing
 * was sent.
 */
export async function callStep(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  caller: Caller,
): Promise<CreateOutcome | null> {
  const ready = await caller.lanes.prepare(async () => {
    const marked = await markPrepared(engine, claim, step, caller);
    return marked === null ? null : { ...marked, turn: await awaitTurnOf(engine, marked, caller) };
  });
  if (ready === null) return null;
  const { prepared, markedAt, turn } = ready;
  try {
    // A process that was paused since the mark must not call late: others may look the call up by now.
    const waitedMs = performance.now() - markedAt;
    const { createDeadlineMs } = engine.config;
    if (turn !== null && !caller.signal.aborted && waitedMs <= createDeadlineMs * LONGEST_WAIT) {
      caller.lanes.unanswered.add(step.id);
      const deadlineMs = Math.floor(createDeadlineMs - waitedMs);
      return await prepared.send({ deadlineMs, onAnswer: turn.end });
    }
  } finally {
    turn?.end();
    caller.lanes.unanswered.delete(step.id);
  }
  prepared.drop();
  await caller.writer.unmarkCalling(step);
  return null;
}

function awaitTurnOf(
  { config }: Engine,
  { markedAt }: Marked,
  { lanes, signal }: Caller,
): Promise<Turn | null> {
  const waitedMs = performance.now() - markedAt;
  return awaitTurn(lanes.call, config.createDeadlineMs * LONGEST_WAIT - waitedMs, signal);
}

/** The mark is written last: the time until its deadline is for waiting and for the call alone. */
async function markPrepared(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  { agentEmail, writer, tokens, signal }: Caller,
): Promise<Marked | null> {
  await tokens.take(step, signal);
  if (signal.aborted) return null;
  const prepared = await engine
    .findEnvironment(step.environment, agentEmail)
    .prepareSnapshot(orderOf(claim, step), { deadlineMs: engine.config.createDeadlineMs });
  const markedAt = performance.now();
  let isMarked = false;
  try {
    isMarked = !signal.aborted && (await writer.markCalling(step));
  } finally {
    if (!isMarked) prepared.drop();
  }
  return isMarked ? { prepared, markedAt } : null;
}

function orderOf(claim: Claim, step: OpenStep): SnapshotOrder {
  return {
    volumeId: step.volumeId,
    description: step.description,
    tags: [
      ...step.tags,
      { key: 'snapgate:run', value: claim.runId },
      { key: 'snapgate:step', value: step.id },
    ],
  };
}
