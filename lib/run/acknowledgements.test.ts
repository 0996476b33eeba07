import { v7 as createId } from 'uuid';
import { describe, expect, test } from 'vitest';
import { findingTopic } from '@/lib/plan/approve-plan';
import type { Plan } from '@/lib/plan/plan';
import { comparePlans } from '@/lib/plan/compare-plans';
import { summarizePlan } from '@/lib/plan/seen-plan';
import type { TicketFields } from '@/sandbox/freshservice/ticket-record';
import {
  hasEnded,
  OLGA,
  requester,
  startTestServices,
  type TestServices,
} from '@/testing/test-services';
import { retryRun } from './retry-run';
import type { Agent } from './run';

const PETRA: Agent = { subject: 'user-petra', email: 'petra@example.com', name: 'Petra Operator' };

type Change = (services: TestServices, plan: Plan) => void;

function editFields(fields: Partial<TicketFields>): Change {
  return ({ sandbox }, { ticket }) => {
    const { tickets } = sandbox.freshservice;
    const found = tickets.findByReference(ticket.reference);
    if (found !== undefined) tickets.editFields(found, fields);
  };
}

describe('what is acknowledged is the message that was seen, not its kind', () => {
  const CHANGES: readonly (readonly [string, string, string, Change])[] = [
    ['the approval', 'CHN-7342', 'Cancelled', editFields({ approval_status: 3 })],
    [
      'the planned window',
      'CHN-7343',
      '2031-03-01',
      editFields({
        planned_start_date: '2031-03-01T10:00:00Z',
        planned_end_date: '2031-03-01T12:00:00Z',
      }),
    ],
    [
      'the Name tag',
      'CHN-7331',
      'payroll-db',
      (services, { steps: [step] }) =>
        services.sandbox.ec2.editInstance(step?.instanceId ?? '', { nameTag: 'payroll-db' }),
    ],
  ];

  test.each(CHANGES)('%s of %s changed before Execute', async (_, ticket, now, change) => {
    const services = await startTestServices();
    const seen = await services.preview(ticket);
    const request = services.requestOf(seen, { seen: summarizePlan(seen) });
    expect(request.acknowledged.length).toBeGreaterThan(0);
    change(services, seen);
    const outcome = await services.execute(request);
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
    if (outcome.kind !== 'rejected') return;
    expect(outcome.message).toContain(now);
    // The page shows it as a change, before beside after.
    expect(comparePlans(seen, outcome.plan)).toContainEqual(
      expect.objectContaining({ kind: 'finding-changed', after: expect.stringContaining(now) }),
    );
    expect(await services.eventCodes(outcome.runId)).toEqual(['execute-rejected']);
    // So does the page of the rejected run, from the record.
    expect((await services.run(outcome.runId)).changes).toContainEqual({
      what: 'Warning',
      before: expect.any(String),
      after: expect.stringContaining(now),
    });
    expect(await services.execute(services.requestOf(outcome.plan))).toMatchObject({
      kind: 'started',
    });
  });
});

test.each([
  ['3,000 made-up ones', Array.from({ length: 3_000 }, (_, at) => `name-differs:${at}`)],
  ['a NUL', ['name-differs:\u0000']],
  ['half a character', ['name-differs:\ud800']],
])(
  '%s among the acknowledgements are refused, recorded, and no part of the record',
  async (_, made) => {
    const services = await startTestServices();
    const plan = await services.preview('CHN-7331');
    const own = services.requestOf(plan).acknowledged;
    const outcome = await services.execute(
      services.requestOf(plan, { acknowledged: [...own, ...made] }),
    );
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'plan-changed' });
    const run = await services.run(outcome.runId);
    expect(run).toMatchObject({ status: 'rejected', acknowledged: own });
    expect(run.errorMessage).toContain(
      `${made.length} of the warnings you acknowledged ${made.length === 1 ? 'is' : 'are'} not in the plan.`,
    );
    expect(await services.eventCodes(outcome.runId)).toEqual(['execute-rejected']);
  },
);

test('an acknowledgement sent a thousand times is one line of the log', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7331');
  const [key = ''] = services.requestOf(plan).acknowledged;
  const acknowledged = Array.from({ length: 1_000 }, () => key);
  const { runId } = await services.execute(services.requestOf(plan, { acknowledged }));
  expect(await services.eventCodes(runId)).toEqual(['run-requested', 'warning-acknowledged']);
});

test('an idempotency key with another request is an error, not the earlier run', async () => {
  const services = await startTestServices();
  const plan = await services.preview('CHN-7331');
  const request = services.requestOf(plan);
  const first = await services.execute(request);
  expect(await services.execute(request)).toEqual(first);
  const others = [
    { ticket: 'CHN-7303' },
    { environment: 'all' },
    { fingerprint: 'f'.repeat(64) },
    { acknowledged: [] },
    { reason: 'Agreed with the owner.' },
  ];
  for (const other of others) {
    await expect(services.execute({ ...request, ...other })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
      message: expect.stringContaining(first.runId),
    });
  }
  const { idempotencyKey } = request;
  const retried = { runId: first.runId, idempotencyKey, acknowledged: [] };
  await expect(retryRun(retried, requester(OLGA), services.runSources)).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  });
  expect(await services.database.prisma.run.count()).toBe(1);
});

describe('a retry', () => {
  test('says who acknowledged what and when, and asks for what is new', async () => {
    const services = await startTestServices();
    const failed = await startRunThatFails(services, 'CHN-7331');
    const request = { runId: failed.id, idempotencyKey: createId(), acknowledged: [] };

    // As it was: Olga's acknowledgement counts, as hers, for Petra's retry and for the next one.
    const again = await retryRun(request, requester(PETRA), services.runSources);
    expect(again.kind).toBe('started');
    if (again.kind !== 'started') return;
    const log = await services.database.prisma.event.findMany({
      where: { runId: again.runId, code: { startsWith: 'acknowledge' } },
    });
    const by = 'Olga Operator (olga@example.com)';
    expect(log).toMatchObject([{ data: { by, at: failed.startedAt, runId: failed.id } }]);
    expect(log[0]?.message).toContain(
      `Acknowledged by ${by} at ${failed.startedAt} for run ${failed.id} and unchanged since: `,
    );

    // The server has another name now: no one acknowledged that.
    const second = await services.waitForRun(again.runId, hasEnded);
    services.sandbox.ec2.editInstance(second.steps[0]?.instanceId ?? '', { nameTag: 'payroll-db' });
    const next = { runId: second.id, idempotencyKey: createId(), acknowledged: [] };
    const question = await retryRun(next, requester(PETRA), services.runSources);
    expect(question).toMatchObject({
      kind: 'ask',
      kept: [],
      warnings: [{ code: 'name-differs', message: expect.stringContaining('payroll-db') }],
    });
    expect(await services.database.prisma.run.count()).toBe(2);
    if (question.kind !== 'ask') return;
    const acknowledged = question.warnings.map(({ key }) => key);
    const outcome = await retryRun(
      { ...next, acknowledged },
      requester(PETRA),
      services.runSources,
    );
    expect(outcome.kind).toBe('started');
    if (outcome.kind !== 'started') return;
    expect(await services.eventCodes(outcome.runId)).toContain('warning-acknowledged');
  });

  test('of a retry still says who acknowledged it first', async () => {
    const services = await startTestServices();
    const first = await startRunThatFails(services, 'CHN-7331');
    const retry = async (runId: string, agent: Agent) => {
      const request = { runId, idempotencyKey: createId(), acknowledged: [] };
      const outcome = await retryRun(request, requester(agent), services.runSources);
      if (outcome.kind !== 'started') throw new Error(`It is ${outcome.kind}.`);
      return services.waitForRun(outcome.runId, hasEnded);
    };
    const second = await retry(first.id, PETRA);
    const third = await retry(second.id, OLGA);
    expect(third.acknowledged.map(findingTopic)).toEqual(first.acknowledged.map(findingTopic));
    const [line] = await services.database.prisma.event.findMany({
      where: { runId: third.id, code: 'acknowledgement-kept' },
    });
    expect(line?.data).toMatchObject({ by: 'Olga Operator (olga@example.com)', runId: first.id });
  });
});

/** EC2 refuses every create for good, so that there is something to take again. */
async function startRunThatFails(services: TestServices, ticket: string) {
  services.work();
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    effect: { kind: 'error', code: 'InvalidVolume.NotFound', status: 400 },
  });
  return services.waitForRun(await services.start(ticket), hasEnded);
}
