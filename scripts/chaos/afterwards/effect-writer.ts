import { setTimeout as wait } from 'node:timers/promises';
import { v7 as createId } from 'uuid';
import { AppError } from '@/lib/errors/app-error';
import { requestDeletion } from '@/lib/run/deletion/request-deletion';
import type { Requester } from '@/lib/run/plan-run';
import { requestNames } from '@/lib/run/request-names';
import type { Harness } from '../harness';
import type { Case } from './check-effects';

/** What has the effects: Snapgate, or the control. */
export type EffectWriter = {
  readonly writeToTicket: (one: Case) => Promise<void>;
  readonly correctName: (one: Case, name: string) => Promise<void>;
  /** Gives the run that deletes, where it is one. */
  readonly deleteSnapshot: (one: Case) => Promise<readonly string[]>;
};

const OLGA = { subject: 'user-olga', email: 'olga@example.com', name: 'Olga Operator' };
const REQUESTER: Requester = { agent: OLGA, sessionId: null, mayOverride: false, executor: null };
const MAX_ATTEMPTS = 60;
const AGAIN_AFTER_MS = 1_000;

/** A person asks for names and deletions; Snapgate's workers do everything. */
export function createProductWriter({ operator }: Harness): EffectWriter {
  const { database, deletion } = operator.services;
  const findStep = (snapshotId: string) =>
    database.prisma.step.findFirstOrThrow({ where: { snapshotId } });
  return {
    // The workers do that without being asked.
    writeToTicket: () => Promise.resolve(),
    async correctName({ snapshotId }, name) {
      const { id: stepId, runId } = await findStep(snapshotId);
      await requestNames(database, { runId, corrections: [{ stepId, name }] }, OLGA);
    },
    async deleteSnapshot({ snapshotId, reference: ticket }) {
      const { id, runId } = await findStep(snapshotId);
      const chosen = { runId, stepIds: [id], ticket, reason: 'Chaos', leaveBlocked: false };
      const request = { ...chosen, idempotencyKey: createId() };
      const outcome = await insist(() => requestDeletion(request, REQUESTER, deletion));
      return outcome.kind === 'started' ? [outcome.runId] : [];
    },
  };
}

/** As a person does it: when EC2's rate limit is reached, they press again. */
async function insist<T>(press: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await press();
    } catch (error) {
      if (!(error instanceof AppError) || attempt === MAX_ATTEMPTS) throw error;
      await wait(AGAIN_AFTER_MS);
    }
  }
}
