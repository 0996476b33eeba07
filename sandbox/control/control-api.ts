import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { instanceChanges, volumeChanges } from '../ec2/edit-world';
import type { Sandbox } from '../sandbox';
import type { SandboxState } from '../sandbox-state';
import { sampleTaskSchema } from '../samples/sample';
import { faultSchema } from '../server/fault';
import type { NodeEnv } from '../server/open-server';
import { settingsSchema } from '../server/settings';
import { collectState } from './collect-state';

const ticketChanges = z.object({
  status: z.exactOptional(z.int()),
  approval_status: z.exactOptional(z.int()),
  subject: z.exactOptional(z.string()),
  planned_start_date: z.exactOptional(z.string().nullable()),
  planned_end_date: z.exactOptional(z.string().nullable()),
  requester_id: z.exactOptional(z.int()),
  agent_id: z.exactOptional(z.int().nullable()),
});

/**
 * What other processes use to look into the sandbox and to steer it. Answers JSON; a body that
 * cannot be read is 400 with the reason, something that does not exist 404.
 */
export function createControlApi(state: SandboxState, sandbox: () => Sandbox): Hono<NodeEnv> {
  const api = new Hono<NodeEnv>();
  api.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    return c.json({ error: error.message }, error instanceof SyntaxError ? 400 : 500);
  });
  addReading(api, state);
  addSteering(api, state);
  addEditing(api, state, sandbox);
  return api;
}

function addReading(api: Hono<NodeEnv>, state: SandboxState): void {
  api.get('/state', (c) => c.json(collectState(state)));
  api.get('/calls', (c) => {
    const { system, operation, since, after } = c.req.query();
    const filter = { system, operation, since, after: after === undefined ? after : Number(after) };
    const calls = state.desk.calls.list(filter);
    return c.json({ count: calls.length, last: state.desk.calls.last(), calls });
  });
  api.get('/faults', (c) => c.json({ faults: state.desk.faults.list() }));
  api.get('/settings', (c) => c.json(state.settings));
}

function addSteering(api: Hono<NodeEnv>, state: SandboxState): void {
  const { faults } = state.desk;
  api.post('/faults', async (c) => {
    const list = z.array(faultSchema).parse([await c.req.json()].flat());
    return c.json({ ids: list.map((fault) => faults.add(fault)) }, 201);
  });
  api.delete('/faults', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  api.delete('/faults/:id', (c) => {
    faults.remove(Number(c.req.param('id')));
    return c.json({ ok: true });
  });
  api.post('/reset', (c) => {
    state.reset();
    return c.json({ ok: true });
  });
  api.put('/settings', async (c) => {
    Object.assign(state.settings, settingsSchema.partial().parse(await c.req.json()));
    return c.json(state.settings);
  });
  api.post('/clock', async (c) => {
    const { advanceMs } = z.object({ advanceMs: z.number().min(0) }).parse(await c.req.json());
    state.clock.advance(advanceMs);
    return c.json({ now: new Date(state.clock.now()).toISOString() });
  });
}

function addEditing(api: Hono<NodeEnv>, state: SandboxState, sandbox: () => Sandbox): void {
  api.put('/freshservice/tickets/:reference/tasks', async (c) => {
    const tasks = z.array(sampleTaskSchema).parse(await c.req.json());
    return done(c, sandbox().freshservice.writeTasks(c.req.param('reference'), tasks));
  });
  api.patch('/freshservice/tickets/:reference', async (c) => {
    const changes = ticketChanges.parse(await c.req.json());
    const ticket = state.tickets.findByReference(c.req.param('reference'));
    if (ticket !== undefined) state.tickets.editFields(ticket, changes);
    return done(c, ticket !== undefined);
  });
  api.patch('/ec2/instances/:id', async (c) => {
    const changes = instanceChanges.parse(await c.req.json());
    return done(c, sandbox().ec2.editInstance(c.req.param('id'), changes));
  });
  api.patch('/ec2/volumes/:id', async (c) => {
    const changes = volumeChanges.parse(await c.req.json());
    return done(c, sandbox().ec2.editVolume(c.req.param('id'), changes));
  });
  api.post('/oidc/apps', async (c) => {
    state.allowApp(z.object({ url: z.url() }).parse(await c.req.json()).url);
    return c.json({ ok: true }, 201);
  });
}

function done(c: Context<NodeEnv>, found: boolean): Response {
  return found ? c.json({ ok: true }) : c.json({ error: 'Not found' }, 404);
}
