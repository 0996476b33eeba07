import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';

/** Node names the server of each request here. */
const REQUEST_CHANNEL = 'http.server.request.start';

export type HttpServers = {
  /** Takes no more connections; resolves when every answer in flight has been given. */
  close(): Promise<void>;
};

/** Next keeps its server to itself; it is known by its first request. */
export function watchHttpServers(): HttpServers {
  const servers = new Set<Server>();
  subscribe(REQUEST_CHANNEL, (message) => {
    servers.add((message as { readonly server: Server }).server);
  });
  return {
    async close() {
      await Promise.all(
        [...servers].map((server) => new Promise((closed) => server.close(closed))),
      );
    },
  };
}
