import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../sandbox';
import { startSandbox } from '../start-sandbox';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: '', appUrl: 'http://127.0.0.1:3999/' });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

async function ask(method: string, path: string, body?: unknown) {
  const response = await fetch(`${sandbox.control.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const getTicket = async () => (await fetch(`${sandbox.freshservice.url}/changes/7303`)).status;

test('calls can be counted by system, operation and since a mark', async () => {
  await getTicket();
  const { body } = await ask('GET', '/api/calls?system=freshservice&operation=GetTicket');
  expect(body).toMatchObject({ count: 1, calls: [{ parameters: { reference: 'CHN-7303' } }] });
  await getTicket();
  expect((await ask('GET', `/api/calls?after=${String(body.last)}`)).body.count).toBe(1);
  const later = new Date(Date.now() + 60_000).toISOString();
  expect((await ask('GET', `/api/calls?since=${later}`)).body.count).toBe(0);
});

test('faults are added, listed and taken away', async () => {
  const effect = { kind: 'error', status: 429, retryAfterSeconds: 2 };
  const { body } = await ask('POST', '/api/faults', { system: 'freshservice', effect });
  expect(await getTicket()).toBe(429);
  expect((await ask('GET', '/api/faults')).body.faults).toMatchObject([{ struck: 1 }]);
  const [id] = body.ids as number[];
  await ask('DELETE', `/api/faults/${id}`);
  expect(await getTicket()).toBe(401);
});

test.each([
  ['POST', '/api/faults', { system: 'freshservice', effect: { kind: 'explode' } }, 400],
  ['PUT', '/api/settings', { snapshotDurationMs: -1 }, 400],
  ['PUT', '/api/freshservice/tickets/CHN-1/tasks', [], 404],
  ['PATCH', '/api/ec2/instances/i-none', { state: 'stopped' }, 404],
])('%s %s with %j is refused', async (method, path, body, status) => {
  const answer = await ask(method, path, body);
  expect([answer.status, typeof answer.body.error]).toEqual([status, 'string']);
});

test('tickets can be edited and everything put back', async () => {
  const tasks = [{ title: 'snap:other', description: '<p>10.0.0.9</p>' }];
  await ask('PUT', '/api/freshservice/tickets/CHN-7303/tasks', tasks);
  await ask('PATCH', '/api/freshservice/tickets/CHN-7303', { approval_status: 2 });
  const read = () => sandbox.freshservice.tickets.findByReference('CHN-7303');
  expect(read()).toMatchObject({ tasks, fields: { approval_status: 2 } });
  await ask('POST', '/api/reset');
  expect(read()?.tasks).toHaveLength(3);
});

test('an instance can be terminated, and its address moved to another', async () => {
  const at = (address: string) =>
    sandbox.ec2.world.instances.filter(({ primaryAddress }) => primaryAddress === address);
  const [old] = at('10.20.3.11');
  const [next] = at('10.20.3.12');
  await ask('PATCH', `/api/ec2/instances/${old?.instanceId}`, { state: 'terminated' });
  await ask('PATCH', `/api/ec2/instances/${next?.instanceId}`, { primaryAddress: '10.20.3.11' });
  expect(at('10.20.3.11').map(({ instanceId }) => instanceId)).toEqual([next?.instanceId]);
  const gone = sandbox.ec2.world.volumes.some(({ attachedTo }) => attachedTo === old?.instanceId);
  expect(gone).toBe(false);
});

test('the page shows what is there, escaped, with links into the product', async () => {
  await fetch(`${sandbox.slack.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.slack.token}` },
    body: new URLSearchParams({ channel: '#ops-snapshots', text: '<script>alert(1)</script>' }),
  });
  const page = await (await fetch(sandbox.control.url)).text();
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script');
  expect(page).toContain('href="http://127.0.0.1:3999/tickets/CHN-7303"');
  const ticket = await (await fetch(`${sandbox.control.url}/tickets/CHN-7305`)).text();
  expect(ticket).toContain('&lt;div&gt;10.20.5.11&lt;/div&gt;');
});
