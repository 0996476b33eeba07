import pLimit from 'p-limit';
import type { Harness } from '../harness';
import { buildBulkTickets, type BulkTicket } from '../bulk-tickets';
import { CORRECTED, type Case } from './check-effects';

/**
 * Of every ten tickets, the snapshot of one ends in an error and the task of another changes after
 * Execute: both tasks must stay open, and neither is renamed. Of every five, one is not deleted.
 */
const FAILS = 9;
const CHANGES = 4;
const KEEPS_SNAPSHOT = 1;
const ASKED_SHARE = 0.8;

/** What happens to a task between the plan and its completion. */
const CHANGE = [
  { title: 'snap:another' },
  { description: '<div>10.0.0.1</div>' },
  { status: 2 },
] as const;

/** As many as it takes for this many effects of each kind; one account has a role for deleting. */
export function addTickets({ sandbox }: Harness, effects: number): readonly BulkTicket[] {
  const count = Math.ceil(effects / ASKED_SHARE);
  const tickets = buildBulkTickets(count * 2, 1).filter((one) => one.environment === 'prod-eu');
  for (const [index, { sample }] of tickets.entries()) {
    const servers = sample.servers.map((server) =>
      index % 10 === FAILS ? { ...server, volume: { snapshotOutcome: 'error' as const } } : server,
    );
    const foreign = { title: 'Restart the service', description: '<p>by hand</p>' };
    sandbox.addSample({ ...sample, servers, tasks: [...sample.tasks, foreign] });
  }
  return tickets;
}

/** Executes all; once their snapshots are taken, says what is to come of each. */
export async function executeTickets(
  harness: Harness,
  tickets: readonly BulkTicket[],
  untilTaken: () => Promise<void>,
): Promise<readonly Case[]> {
  const runIds = await forEach(tickets, async ({ reference, environment }, index) => {
    const runId = await harness.operator.insist(reference, environment);
    if (index % 10 === CHANGES) changeTask(harness, reference, index);
    return runId;
  });
  await untilTaken();
  const steps = await harness.operator.services.database.prisma.step.findMany({
    where: { runId: { in: [...runIds] } },
  });
  return tickets.map(({ reference }, index) => {
    const completes = index % 10 !== FAILS && index % 10 !== CHANGES;
    return {
      reference,
      snapshotId: steps.find(({ runId }) => runId === runIds[index])?.snapshotId ?? '',
      completes,
      name: completes ? CORRECTED + reference : null,
      deletes: index % 5 !== KEEPS_SNAPSHOT,
      runIds: runIds.slice(index, index + 1),
    };
  });
}

const AT_ONCE = 4;

/** As a few people would do it at the same time. */
export function forEach<T, R>(
  list: readonly T[],
  act: (one: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const slot = pLimit(AT_ONCE);
  return Promise.all(list.map((one, index) => slot(() => act(one, index))));
}

function changeTask({ sandbox }: Harness, reference: string, index: number): void {
  const { tickets } = sandbox.freshservice;
  const ticket = tickets.findByReference(reference);
  const [task] = ticket?.tasks ?? [];
  const change = CHANGE[Math.floor(index / 10) % CHANGE.length];
  if (ticket !== undefined && task !== undefined) tickets.editTask(ticket, task.id, change ?? {});
}
