import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

export type NodeEnv = { Bindings: HttpBindings };

export type OpenServer = {
  /** Such as `http://127.0.0.1:4100`, without a trailing slash. */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
};

const arrivals = new WeakMap<object, number>();

/** When a request came in, by this process's monotonic clock. */
export function arrivalOf(incoming: NodeEnv['Bindings']['incoming']): number {
  return arrivals.get(incoming) ?? performance.now();
}

/**
 * Listens first and builds the app second, because some apps must know their own address.
 * Port 0 takes any free port; a taken port rejects with `EADDRINUSE`.
 */
export async function openServer(options: {
  readonly host: string;
  readonly port: number;
  readonly createApp: (origin: string) => Hono<NodeEnv> | Promise<Hono<NodeEnv>>;
}): Promise<OpenServer> {
  const answer = getRequestListener(async (request, env) => (await app).fetch(request, env), {
    overrideGlobalObjects: false,
  });
  const server: Server = createServer((incoming, outgoing) => {
    arrivals.set(incoming, performance.now());
    // Requests that arrive together have all arrived before the work on the first begins.
    setImmediate(() => void answer(incoming, outgoing));
  });
  // Node's 5 seconds would now and then cut a kept connection just as a client uses it again.
  server.keepAliveTimeout = 60_000;
  server.listen(options.port, options.host);
  const origin = once(server, 'listening').then(() => `http://${options.host}:${portOf(server)}`);
  const app: Promise<Hono<NodeEnv>> = origin.then(options.createApp);
  try {
    await app;
  } catch (error) {
    await closeServer(server);
    throw error;
  }
  return { origin: await origin, port: portOf(server), close: () => closeServer(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not a TCP server');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // Keep-alive sockets and requests that hang on purpose would hold the process for ever.
  server.closeAllConnections();
  await closed;
}
