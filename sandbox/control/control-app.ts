import { Hono } from 'hono';
import type { Sandbox } from '../sandbox';
import type { SandboxState } from '../sandbox-state';
import type { NodeEnv } from '../server/open-server';
import { createControlApi } from './control-api';
import { renderOverview } from './overview-page';
import { renderTicket } from './ticket-page';

/** The page that shows what the sandbox holds, and the API that steers it. */
export function createControlApp(state: SandboxState, sandbox: () => Sandbox): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  app.get('/', (c) => c.html(renderOverview(state, c.req.query('every') === '5')));
  app.get('/tickets/:reference', (c) => {
    const ticket = state.tickets.findByReference(c.req.param('reference'));
    return ticket === undefined ? c.notFound() : c.html(renderTicket(state, ticket));
  });
  app.route('/api', createControlApi(state, sandbox));
  return app;
}
