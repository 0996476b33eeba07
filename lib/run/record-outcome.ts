import type { CreateOutcome } from '@/lib/aws/create-outcome';
import { Prisma } from '@/lib/db/generated/client';
import { appendEvents } from './append-events';
import { retryDelayMs } from './backoff';
import type { Claim, Engine } from './engine';
import { keepTrying } from './keep-trying';
import type { OpenStep } from './open-step';
import type { StepWriter } from './open-step-writer';
import { slowDown } from './reserve-create';
import { BACK_TO_THE_PLAN, writeStep } from './write-step';

type Created = Extract<CreateOutcome, { kind: 'created' }>;
type Refused = Extract<CreateOutcome, { kind: 'refused' }>;
type Unknown = Extract<CreateOutcome, { kind: 'unknown' }>;

/** Attempts after which credentials that may not do it fail the step. */
const CREDENTIAL_ATTEMPTS = 3;
/** Credentials that ran out are renewed by somebody or something; that may take half an hour. */
const EXPIRED_ATTEMPTS = 60;
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);
/** Attempts after which any other refusal for now, such as five pending snapshots, fails the step. */
const LATER_ATTEMPTS = 6;
/** Being too fast is never a step's fault, so it may be refused for it any number of times. */
const THROTTLING = new Set(['RequestLimitExceeded', 'Throttling', 'ThrottlingException']);

/** Writes down what became of a create call. A database that is away is waited for. */
export async function recordOutcome(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  outcome: CreateOutcome,
  writer: StepWriter,
): Promise<void> {
  await keepTrying(engine.log, () => {
    switch (outcome.kind) {
      case 'created':
        return recordCreated(engine, claim, step, outcome, writer);
      case 'refused':
        return recordRefused(engine, claim, step, outcome);
      case 'unknown':
        return recordUnknown(engine, claim, step, outcome);
    }
  });
}

/** The snapshot exists. If another process owns the run by now, the id is left for it in the log. */
async function recordCreated(
  { database }: Engine,
  claim: Claim,
  step: OpenStep,
  outcome: Created,
  writer: StepWriter,
): Promise<void> {
  if (await writer.storeCreated({ step, outcome })) return;
  const { snapshotId, requestId } = outcome;
  // A write whose own answer was lost is tried again, and finds its work done.
  if ((await database.prisma.step.count({ where: { id: step.id, snapshotId } })) > 0) return;
  await appendEvents(database.prisma, claim.runId, [
    {
      level: 'warn',
      code: 'snapshot-reported-late',
      message: `EC2 reported ${snapshotId} to a process that no longer owns this run.`,
      stepId: step.id,
      data: { snapshotId, requestId, volumeId: step.volumeId },
    },
  ]);
}

/** EC2 said no, so nothing exists. Whether asking again makes sense depends on why. */
async function recordRefused(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  refused: Refused,
): Promise<void> {
  if (THROTTLING.has(refused.code)) {
    await slowDown(engine.database, step, engine.config.createRate);
  }
  const attempt = step.attempts + 1;
  const again = attempt < mostAttempts(refused);
  const delayMs = retryDelayMs(attempt, engine.random());
  if (again && refused.retry === 'environment') {
    await pauseEnvironment(engine, claim, step, delayMs);
  }
  await writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['calling'],
    set: again
      ? Prisma.sql`
          ${BACK_TO_THE_PLAN}, request_id = ${refused.requestId},
          not_before = clock_timestamp() + ${delayMs} * interval '1 ms'`
      : Prisma.sql`
          status = 'failed', request_id = ${refused.requestId}, error_code = ${refused.code},
          error_message = ${refused.message}`,
    ...(again ? {} : { searchText: `${refused.code} ${refused.message}` }),
    event: {
      level: again ? 'warn' : 'error',
      code: again ? 'create-deferred' : 'create-refused',
      message: again
        ? `EC2 refused for now (${refused.code}); the next attempt is in ${Math.ceil(delayMs / 1000)} s.`
        : `EC2 refused the snapshot of ${step.volumeId} (${refused.code}): ${refused.message}`,
      data: { code: refused.code, requestId: refused.requestId, attempt },
    },
  });
}

/** No other call with these credentials would fare better, so none is made meanwhile. */
async function pauseEnvironment(
  { database }: Engine,
  claim: Claim,
  { environment }: OpenStep,
  pauseMs: number,
): Promise<void> {
  await database.prisma.$executeRaw`
    UPDATE step
    SET not_before = greatest(not_before, clock_timestamp() + ${pauseMs} * interval '1 ms')
    FROM run
    WHERE run.id = ${claim.runId}::uuid AND run.fence = ${claim.fence}
      AND step.run_id = run.id AND step.environment = ${environment} AND step.status = 'planned'`;
}

function mostAttempts({ code, retry }: Refused): number {
  switch (retry) {
    case 'never':
      return 0;
    case 'environment':
      return EXPIRED.has(code) ? EXPIRED_ATTEMPTS : CREDENTIAL_ATTEMPTS;
    case 'later':
      return THROTTLING.has(code) ? Infinity : LATER_ATTEMPTS;
  }
}

/** No clear answer: a snapshot may exist. It is looked up before anything else is tried. */
async function recordUnknown(
  engine: Engine,
  claim: Claim,
  step: OpenStep,
  unknown: Unknown,
): Promise<void> {
  await writeStep(engine.database.prisma, claim, {
    stepId: step.id,
    from: ['calling'],
    set: Prisma.sql`
      status = 'unknown', request_id = ${unknown.requestId},
      lookup_due_at = clock_timestamp() + interval '1 second',
      lookup_until = call_deadline_at + ${engine.config.lookupWindowMs} * interval '1 ms'`,
    event: {
      level: 'warn',
      code: 'reply-lost',
      message: `No clear answer about ${step.volumeId} (${unknown.code}); looking for a snapshot with this step's tag.`,
      data: { code: unknown.code, message: unknown.message, requestId: unknown.requestId },
    },
  });
}
