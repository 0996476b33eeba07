import type { CreateOutcome } from '@/lib/aws/create-outcome';
import { Prisma } from '@/lib/db/generated/client';
import type { Claim, Engine } from './engine';
import { gather } from './gather';
import type { OpenStep } from './open-step';
import { BACK_TO_THE_PLAN, writeSteps } from './write-step';

type Created = Extract<CreateOutcome, { kind: 'created' }>;
type Taken = { readonly step: OpenStep; readonly outcome: Created };

/** What every step of a run does; steps that do it at the same time share a statement. */
export type StepWriter = {
  /** The committed mark before the call. False: it must not be called now. */
  markCalling(step: OpenStep): Promise<boolean>;
  /** Takes the mark back: nothing was sent. Not if another process owns the run by now. */
  unmarkCalling(step: OpenStep): Promise<boolean>;
  /** False: another process owns the run by now. */
  storeCreated(taken: Taken): Promise<boolean>;
};

/**
 * Every statement is work for the database, and for this process while it has calls to send,
 * whether for one step or for ten. So marks, which are made ahead, keep some distance, and what was
 * created waits for the other calls in flight; when there are none it is stored at once, because
 * the end of a run waits for it.
 */
const MARK_APART_MS = 20;
const STORE_COMPANY_MS = 20;

/** Beyond the call's own limit: the time a reply may still be on its way through this process. */
const DEADLINE_MARGIN_MS = 1_000;

/** `isCalling`: whether any call of the run has left whose outcome is not known. */
export function openStepWriter(engine: Engine, claim: Claim, isCalling: () => boolean): StepWriter {
  return {
    markCalling: gather((steps) => markCalling(engine, claim, steps), { apartMs: MARK_APART_MS }),
    unmarkCalling: gather((steps) => unmarkCalling(engine, claim, steps)),
    storeCreated: gather((taken) => storeCreated(engine, claim, taken), {
      companyMs: STORE_COMPANY_MS,
      expectsMore: isCalling,
    }),
  };
}

async function markCalling(
  { database, config }: Engine,
  claim: Claim,
  steps: readonly OpenStep[],
): Promise<readonly boolean[]> {
  const deadlineMs = config.createDeadlineMs + DEADLINE_MARGIN_MS;
  const marked = await writeSteps(
    database.prisma,
    claim,
    {
      from: ['planned'],
      unlessCancelled: true,
      onlyWhenDue: true,
      set: Prisma.sql`
        status = 'calling', attempts = attempts + 1, error_code = NULL, error_message = NULL,
        call_deadline_at = clock_timestamp() + ${deadlineMs} * interval '1 ms',
        lookup_due_at = NULL, lookup_until = NULL`,
      level: 'info',
      code: 'create-called',
    },
    steps.map((step) => {
      const { id, volumeId, serverName, region, accountId, attempts } = step;
      const attempt = attempts + 1;
      return {
        stepId: id,
        message: `Asking EC2 for a snapshot of ${volumeId} (${serverName}), attempt ${attempt}.`,
        data: { volumeId, attempt, region, accountId },
      };
    }),
  );
  return steps.map(({ id }) => marked.has(id));
}

async function unmarkCalling(
  { database }: Engine,
  claim: Claim,
  steps: readonly OpenStep[],
): Promise<readonly boolean[]> {
  const unmarked = await writeSteps(
    database.prisma,
    claim,
    {
      from: ['calling'],
      set: Prisma.sql`${BACK_TO_THE_PLAN}, attempts = attempts - 1`,
      level: 'info',
      code: 'create-not-sent',
    },
    steps.map(({ id, volumeId, serverName, attempts }) => ({
      stepId: id,
      message: `The request for ${volumeId} (${serverName}) waited for its turn and was not sent.`,
      data: { volumeId, attempt: attempts + 1 },
    })),
  );
  return steps.map(({ id }) => unmarked.has(id));
}

async function storeCreated(
  { database }: Engine,
  claim: Claim,
  taken: readonly Taken[],
): Promise<readonly boolean[]> {
  const stored = await writeSteps(
    database.prisma,
    claim,
    {
      from: ['calling'],
      set: Prisma.sql`
        status = 'created', snapshot_id = val->>'snapshotId', snapshot_state = val->>'state',
        snapshot_progress = 0, request_id = val->>'requestId', created_at = clock_timestamp(),
        watch_due_at = clock_timestamp() + interval '1 second'`,
      level: 'info',
      code: 'snapshot-created',
    },
    taken.map(({ step, outcome: { snapshotId, state, requestId } }) => ({
      stepId: step.id,
      message: `Snapshot ${snapshotId} of ${step.volumeId} (${step.serverName}) was started.`,
      data: { snapshotId, requestId, volumeId: step.volumeId },
      val: { snapshotId, state, requestId },
    })),
  );
  return taken.map(({ step }) => stored.has(step.id));
}
