import { afterAll, beforeAll, beforeEach, expect, it, test } from 'vitest';
import { createFreshservice, type Freshservice } from '@/lib/freshservice/create-freshservice';
import { confirmApproval, mapApproval } from '@/lib/freshservice/sign-off';
import { buildTicket } from '@/testing/plan-input';
import type { Sandbox } from '@/sandbox/sandbox';
import { startSandbox } from '@/sandbox/start-sandbox';
import { loadTicket } from './load-ticket';

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

const CHANGE = { kind: 'CHN', number: 7303 } as const;
const load = (people = true) =>
  loadTicket(freshservice, CHANGE, () => new Date(), { approvals: true, people });

function refuse(operation: string, status: number): void {
  sandbox.faults.add({
    system: 'freshservice',
    operation,
    effect: { kind: 'error', status },
  });
}

it('reads who requested a change and who approved it, in lower case', async () => {
  const { signOff, ticket } = await load();
  expect(ticket.approval).toMatchObject({ label: 'Approved', approved: true });
  expect(signOff).toEqual({
    requester: ['rita@example.com'],
    approvals: [{ approved: true, name: 'Greta Approver', approver: ['greta@example.com'] }],
  });
});

it('an id can be an agent instead of a requester', async () => {
  expect(await freshservice.fetchEmails('27000450222')).toEqual(['olga@example.com']);
  expect(await freshservice.fetchEmails('1')).toBeNull();
});

it('a key that may not read people knows no one; nothing of the ticket is lost', async () => {
  refuse('GetRequester', 403);
  refuse('GetAgent', 403);
  const { signOff, tasks } = await load();
  expect(signOff).toMatchObject({ requester: null, approvals: [{ approver: null }] });
  expect(tasks).toHaveLength(3);
});

it('approvals that cannot be read are unknown', async () => {
  refuse('ListApprovals', 403);
  expect((await load()).signOff).toMatchObject({ approvals: null });
});

it('people are not read where nothing asks for them', async () => {
  await load(false);
  expect(sandbox.calls.count({ operation: 'GetRequester' })).toBe(0);
  expect(sandbox.calls.count({ operation: 'ListApprovals' })).toBe(1);
});

const approval = (id: number, name: string) =>
  mapApproval({ approver_id: 1, approver_name: 'G', approval_status: { id, name } });

test.each([
  ['no approval at all', [], true],
  ['one of this number and name', [approval(1, 'approved')], true],
  ['others still open beside it', [approval(1, 'Approved'), approval(0, 'Requested')], true],
  ['this number has another name', [approval(1, 'requested')], false],
  ['another number has the name', [approval(2, 'approved')], false],
  ['none is approved', [approval(2, 'rejected')], false],
  ['an open one only', [approval(0, 'requested')], false],
])('status 1 reads as approved; approvals: %s', (_, approvals, approved) => {
  const confirmed = confirmApproval(buildTicket(), approvals.flat());
  expect(confirmed.approval?.approved).toBe(approved);
  if (!approved) expect(confirmed.approval?.label).toContain('Contradictory');
});
