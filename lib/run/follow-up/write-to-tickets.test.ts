import { expect, test, vi } from 'vitest';
import { hasEnded, startTestServices, type TestServices } from '@/testing/test-services';

const BOTH = { TICKET_NOTE: 'on', TICKET_TASKS: 'complete' };

function ticketOf({ sandbox }: TestServices, reference: string) {
  const ticket = sandbox.freshservice.tickets.findByReference(reference);
  if (ticket === undefined) throw new Error(`no ${reference}`);
  return ticket;
}

function countCalls({ sandbox }: TestServices, operation: string): number {
  return sandbox.calls.list({ system: 'freshservice', operation }).length;
}

test('without the variables nothing is written on the ticket', async () => {
  const services = await startTestServices();
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  expect(run).toMatchObject({ noteStatus: null, taskResults: [] });
  for (const operation of ['CreateNote', 'UpdateNote', 'UpdateTask', 'GetTask', 'ListNotes']) {
    expect([operation, countCalls(services, operation)]).toEqual([operation, 0]);
  }
});

test("one note, edited once when the last snapshot has ended; the plan's tasks are completed, no others", async () => {
  const services = await startTestServices({ variables: BOTH });
  const before = ticketOf(services, 'CHN-7303');
  const foreign = before.tasks.filter(({ title }) => !/^snap/i.test(title));
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  const { notes, tasks } = ticketOf(services, 'CHN-7303');
  expect(notes).toHaveLength(1);
  expect(run.noteStatus).toBe('complete');
  expect(notes[0]?.body_text).toContain(`Snapgate run ${runId}`);
  expect(notes[0]?.body_text).toContain('completed');
  for (const { snapshotId } of run.steps) expect(notes[0]?.body).toContain(snapshotId);
  expect(countCalls(services, 'CreateNote')).toBe(1);
  expect(countCalls(services, 'UpdateNote')).toBe(1);

  const planned = run.plan.tasks.filter(({ verdict }) => verdict.kind === 'ready');
  expect(run.taskResults).toEqual(planned.map(({ taskId: id }) => ({ id, state: 'completed' })));
  for (const { taskId } of planned) {
    expect(tasks.find(({ id }) => String(id) === taskId)?.status).toBe(3);
  }
  for (const task of foreign) expect(tasks).toContainEqual(task);
  const puts = services.sandbox.calls.list({ system: 'freshservice', operation: 'UpdateTask' });
  expect(puts).toHaveLength(planned.length);
  const codes = await services.eventCodes(runId);
  expect(codes.indexOf('note-writing')).toBeLessThan(codes.indexOf('note-written'));
  expect(codes.indexOf('task-completing')).toBeLessThan(codes.indexOf('task-completed'));
  expect(await services.audit(runId)).toEqual([]);
});

test('a task that changed after the plan stays open, and the note says which and why', async () => {
  const services = await startTestServices({ variables: BOTH });
  const runId = await services.start('CHN-7303');
  const ticket = ticketOf(services, 'CHN-7303');
  const plan = (await services.run(runId)).plan;
  const [changed, moved, closed] = plan.tasks
    .filter(({ verdict }) => verdict.kind === 'ready')
    .map(({ taskId }) => Number(taskId));
  const { tickets } = services.sandbox.freshservice;
  tickets.editTask(ticket, changed ?? 0, { description: '<p>10.20.0.99</p>' });
  tickets.editTask(ticketOf(services, 'CHN-7303'), moved ?? 0, { status: 2 });
  tickets.editTask(ticketOf(services, 'CHN-7303'), closed ?? 0, { status: 3 });
  services.work();
  const run = await services.waitForRun(runId);
  expect(run.taskResults.map(({ state }) => state)).toEqual([
    'left-open',
    'left-open',
    'closed-elsewhere',
  ]);
  expect(countCalls(services, 'UpdateTask')).toBe(0);
  const note = ticketOf(services, 'CHN-7303').notes[0]?.body_text;
  expect(note).toContain('its title or description changed after the plan was made');
  expect(note).toContain('its status changed after the plan was made');
  expect(await services.audit(runId)).toEqual([]);
});

test('a task without a completed snapshot stays open', async () => {
  const services = await startTestServices({ variables: BOTH });
  services.sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'failed-snapshot' },
  });
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  const failed = run.steps.find(({ status }) => status === 'failed');
  const open = run.taskResults.filter(({ state }) => state === 'left-open');
  expect(open.map(({ id }) => id)).toEqual(failed?.taskIds);
  expect(run.taskResults.filter(({ state }) => state === 'completed')).toHaveLength(2);
  expect(ticketOf(services, 'CHN-7303').notes[0]?.body_text).toContain('no completed snapshot of');
});

test.each(['before', 'after'] as const)(
  'replies lost %s the effect: one note, every task completed once',
  async (when) => {
    const services = await startTestServices({ variables: BOTH });
    for (const operation of ['CreateNote', 'UpdateNote', 'UpdateTask']) {
      services.sandbox.faults.add({
        system: 'freshservice',
        operation,
        count: 1,
        effect: { kind: 'cut', when },
      });
    }
    services.work();
    const runId = await services.start('CHN-7303');
    await services.waitForRun(runId, hasEnded);
    await vi.waitFor(
      async () => {
        const { noteStatus, taskResults } = await services.run(runId);
        expect(noteStatus).toBe('complete');
        expect(taskResults.every(({ state }) => state === 'completed')).toBe(true);
      },
      { timeout: 40_000, interval: 100 },
    );
    expect(ticketOf(services, 'CHN-7303').notes).toHaveLength(1);
    expect(await services.audit(runId)).toEqual([]);
  },
  60_000,
);

test('Freshservice down changes no run; a note that is refused for good is told', async () => {
  const services = await startTestServices({ variables: { TICKET_NOTE: 'on' } });
  services.sandbox.faults.add({
    system: 'freshservice',
    operation: 'CreateNote',
    effect: { kind: 'error', status: 400, message: 'No' },
  });
  services.work();
  const runId = await services.start('CHN-7303');
  const run = await services.waitForRun(runId);
  expect(run.status).toBe('succeeded');
  expect(run.noteStatus).toBe('failed');
  expect(run.noteError).toContain('refused');
  expect(await services.audit(runId)).toEqual([]);
});

test("incidents and problems get their note as well, a ticket's private", async () => {
  const services = await startTestServices({ variables: { TICKET_NOTE: 'on' } });
  services.work();
  for (const reference of ['INC-4711', 'PRB-118']) {
    const runId = await services.start(reference);
    const run = await services.waitForRun(runId);
    expect([reference, run.noteStatus]).toEqual([reference, 'complete']);
    expect(ticketOf(services, reference).notes).toHaveLength(1);
  }
  expect(ticketOf(services, 'INC-4711').notes[0]?.private).toBe(true);
  expect(ticketOf(services, 'PRB-118').notes[0]).not.toHaveProperty('private');
});
