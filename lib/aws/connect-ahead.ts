import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** Where a request is going to. `protocol` as in a URL: `https:`. */
export type Endpoint = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
};

/** Connections that are opened before their requests leave; each serves one request. */
export type ConnectionsAhead = {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Resolves once it is open, or cannot be: then the request opens its own and says what is wrong. */
  readonly open: (endpoint: Endpoint) => Promise<void>;
  /** Closes one that was opened for a request that will not leave. */
  readonly close: (endpoint: Endpoint) => void;
  readonly destroy: () => void;
};

type Options = Pick<AgentOptions, 'maxSockets'> & {
  /** Trusted instead of the system's, for tests. */
  readonly ca?: string;
  /** After this a connection that does not open is given up. */
  readonly connectMs: number;
};

/**
 * Two agents that keep no connection after its request, and take one opened ahead where there is
 * one. Opening takes round trips (three with TLS); done early, they are not part of a call's time.
 */
export function openConnectionsAhead({ connectMs, ...options }: Options): ConnectionsAhead {
  const shared = { options, connectMs };
  const http = serveFromAhead(new HttpAgent(options), { ...shared, port: 80, event: 'connect' });
  const https = serveFromAhead(new HttpsAgent(options), {
    ...shared,
    port: 443,
    event: 'secureConnect',
  });
  const poolOf = ({ protocol }: Endpoint) => (protocol === 'https:' ? https : http);
  return {
    http: http.agent,
    https: https.agent,
    open: (endpoint) => poolOf(endpoint).open(endpoint),
    close: (endpoint) => poolOf(endpoint).take(endpoint)?.destroy(),
    destroy() {
      http.destroy();
      https.destroy();
    },
  };
}

type Place = Pick<Endpoint, 'hostname' | 'port'>;

type Way = {
  readonly port: number;
  readonly event: 'connect' | 'secureConnect';
  readonly options: AgentOptions;
  readonly connectMs: number;
};

function serveFromAhead<Agent extends HttpAgent>(agent: Agent, way: Way) {
  const waiting = new Set<{ readonly place: string; readonly socket: Socket }>();
  const connect = agent.createConnection.bind(agent);
  const nameOf = ({ hostname, port = way.port }: Place) => `${hostname}:${port}`;

  const take = (place: Place): Socket | null => {
    for (const one of waiting) {
      if (one.place !== nameOf(place)) continue;
      waiting.delete(one);
      return one.socket;
    }
    return null;
  };
  const open = (place: Place) =>
    new Promise<void>((settle) => {
      const { hostname: host, port = way.port } = place;
      const options = { ...way.options, host, port, servername: host };
      const socket = connect(options) as Socket;
      const one = { place: nameOf(place), socket };
      const timer = setTimeout(() => socket.destroy(), way.connectMs);
      socket.once(way.event, () => {
        clearTimeout(timer);
        waiting.add(one);
        settle();
      });
      // The other side may leave before the request does, which then opens a connection of its own.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearTimeout(timer);
        waiting.delete(one);
        settle();
      });
    });
  const destroy = () => {
    for (const { socket } of waiting) socket.destroy();
    agent.destroy();
  };

  agent.createConnection = (request, whenOpen) =>
    take({ hostname: request.host ?? '', port: Number(request.port) }) ??
    connect(request, whenOpen);
  return { agent, open, take, destroy };
}
