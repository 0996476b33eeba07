import type { Database } from '@/lib/db/client';
import { AppError } from '@/lib/errors/app-error';
import type { SnapshotTag } from '@/lib/plan/plan';
import { readLine } from '@/lib/text/read-line';
import { runNotFound } from './cancel-run';
import { appendEvents, type NewEvent } from './events';
import type { Agent } from './run';
import { snapshotName } from './snapshot-name';

export type NameCorrection = { readonly stepId: string; readonly name: string };

export type NamesRequest = {
  readonly runId: string;
  readonly corrections: readonly NameCorrection[];
};

/** EC2's limit for the value of a tag, in characters. */
const MAX_NAME_CHARS = 256;

type NamedStep = {
  readonly id: string;
  readonly snapshotId: string;
  readonly correctedName: string | null;
  readonly tags: readonly SnapshotTag[];
};

/**
 * Stores which Name tags are to be corrected; the worker sends them. Only snapshots of the record:
 * tags in EC2 prove nothing, because anyone who may tag can copy ours. Throws `AppError` `not-found` or
 * `request-unreadable`; then nothing was stored.
 */
export async function requestNames(
  database: Database,
  { runId, corrections }: NamesRequest,
  agent: Agent,
): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<{ kind: string }[]>`
      SELECT kind FROM run WHERE id = ${runId}::uuid FOR UPDATE`;
    if (run === undefined) throw runNotFound(runId);
    // Named twice, the last name counts.
    const names = new Map(corrections.map(({ stepId, name }) => [stepId, name]));
    const steps = await tx.$queryRaw<NamedStep[]>`
      SELECT id, snapshot_id AS "snapshotId", corrected_name AS "correctedName", tags FROM step
      WHERE run_id = ${runId}::uuid AND id = ANY(${[...names.keys()]}::uuid[])
        AND status = 'created' AND deleted_at IS NULL`;
    const byId = new Map(steps.map((step) => [step.id, step]));
    const wishes = [...names].map(([stepId, name]) => {
      const step = byId.get(stepId);
      if (step === undefined) throw notInTheRecord(stepId);
      const wanted = readLine(name, MAX_NAME_CHARS);
      if (wanted === '') throw emptyName();
      return { step, wanted };
    });
    await tx.$executeRaw`
      UPDATE step SET wanted_name = one.name, name_wanted_by = ${agent.email}, name_attempts = 0,
        name_due_at = greatest(name_due_at, clock_timestamp()), updated_at = clock_timestamp()
      FROM unnest(${wishes.map(({ step }) => step.id)}::uuid[],
        ${wishes.map(({ wanted }) => wanted)}::text[]) AS one(id, name)
      WHERE step.id = one.id`;
    await appendEvents(
      tx,
      runId,
      wishes.map(({ step, wanted }) => requestedEvent(agent, step, wanted)),
    );
    await database.jobs.send(tx, 'correct-names', null);
  });
}

function requestedEvent(agent: Agent, step: NamedStep, wanted: string): NewEvent {
  const { id: stepId, snapshotId } = step;
  const old = snapshotName(step) ?? '';
  return {
    level: 'info',
    code: 'name-requested',
    message: `${agent.name} (${agent.email}) asked to correct the name of ${snapshotId} from "${old}" to "${wanted}".`,
    stepId,
    data: { snapshotId, old, new: wanted },
  };
}

function notInTheRecord(stepId: string): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: `Step ${stepId} of this run has no snapshot in the record. Nothing was changed.`,
    hint: 'Reload the page. Names of other snapshots are corrected in AWS.',
  });
}

function emptyName(): AppError {
  return new AppError({
    code: 'request-unreadable',
    message: 'A name is empty. Nothing was changed.',
    hint: 'Enter a name.',
  });
}
