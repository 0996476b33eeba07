import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { limitSlowClients } from './limit-slow-clients';

/** Node names the server of each request here. */
const REQUEST_CHANNEL = 'http.server.request.start';

export type HttpServers = {
  /** Takes no more connections; resolves when every answer in flight has been given. */
  close(): Promise<void>;
};

/** Next keeps its server to itself; it is known, and given its limits, by its first request. */
export function watchHttpServers(): HttpServers {
  const servers = new Set<Server>();
  subscribe(REQUEST_CHANNEL, (message) => {
    const { server } = message as { readonly server: Server };
    if (!servers.has(server)) limitSlowClients(server);
    servers.add(server);
  });
  return {
    async close() {
      await Promise.all(
        [...servers].map((server) => new Promise((closed) => server.close(closed))),
      );
    },
  };
}
