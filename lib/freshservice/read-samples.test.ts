import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createFreshservice, type Freshservice } from './create-freshservice';

let sandbox: Sandbox;
let freshservice: Freshservice;

beforeAll(async () => {
  const include = ['freshservice'] as const;
  sandbox = await startSandbox({ dataDir: '', appUrl: 'http://127.0.0.1', include });
});
afterAll(() => sandbox.close());

beforeEach(() => {
  sandbox.reset();
  const { url, apiKey } = sandbox.freshservice;
  freshservice = createFreshservice({ url, apiKey, retryDelayMs: 1 });
});

it('reads the 65 tasks of a change in one call', async () => {
  const tasks = await freshservice.fetchTasks({ kind: 'CHN', number: 7308 });
  expect(tasks).toHaveLength(65);
  expect(sandbox.calls.count({ system: 'freshservice' })).toBe(1);
});

it('keeps closed, deleted and custom-status tasks, in their order', async () => {
  const tasks = await freshservice.fetchTasks({ kind: 'CHN', number: 7306 });
  expect(tasks.map(({ status, deleted }) => (deleted ? 'deleted' : status))).toEqual([
    ...[1, 3, 2, 3, 7, 1],
    'deleted',
    1,
  ]);
});

it('reads a change with its approval, window and the calls that are left', async () => {
  const ticket = await freshservice.fetchTicket({ kind: 'CHN', number: 7303 });
  expect(ticket).toMatchObject({
    reference: 'CHN-7303',
    status: { label: 'Pending Release', closed: false },
    approval: { label: 'Approved', approved: true },
    blackoutWindow: null,
  });
  expect(Date.parse(ticket.plannedStartAt ?? '')).toBeLessThan(
    Date.parse(ticket.plannedEndAt ?? ''),
  );
  expect(freshservice.rateLimit()).toEqual({ total: 500, remaining: 499 });
});

it('tells a number that does not exist from a key that is not accepted', async () => {
  const unknown = freshservice.fetchTicket({ kind: 'CHN', number: 999_999 });
  await expect(unknown).rejects.toMatchObject({ code: 'ticket-not-found' });
  const { url } = sandbox.freshservice;
  const refused = createFreshservice({ url, apiKey: 'wrong' });
  const pending = refused.fetchTasks({ kind: 'CHN', number: 7303 });
  await expect(pending).rejects.toMatchObject({ code: 'freshservice-unauthorized' });
});
