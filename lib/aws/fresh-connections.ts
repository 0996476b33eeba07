import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

export type FreshConnections = {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
};

type Options = {
  readonly maxSockets?: number;
  /** Trusted instead of the system's, for tests. */
  readonly ca?: string;
  /** After this a connection that does not open is given up. */
  readonly connectMs: number;
};

/**
 * Two agents whose connections serve one request each, and get it only once they are open. Two
 * guarantees of a create hang on that:
 * - On a kept connection that the other side just closed, a create that never arrived would look
 *   the same as one whose reply was lost.
 * - A process that stood still while it connected sends nothing when it goes on: its request would
 *   leave long after others have looked the call up. A TLS socket that is handed over earlier
 *   sends what it was given as soon as it is open, whatever the time.
 */
export function openFreshConnections({ connectMs, ...options }: Options): FreshConnections {
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  handOverOpen(http, 'connect', connectMs);
  handOverOpen(https, 'secureConnect', connectMs);
  return { http, https };
}

function handOverOpen(agent: HttpAgent, event: string, connectMs: number): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, onOpen) => {
    const openBy = performance.now() + connectMs;
    const socket = connect(options) as Socket;
    const giveUp = () => {
      const message = 'The connection took too long to open.';
      // As Node itself says it: nothing was sent.
      socket.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT', syscall: 'connect' }));
    };
    const timer = setTimeout(giveUp, connectMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      onOpen?.(error, socket);
    };
    socket.once('error', fail);
    socket.once(event, () => {
      clearTimeout(timer);
      if (performance.now() > openBy) return giveUp();
      socket.off('error', fail);
      onOpen?.(null, socket);
    });
    return undefined;
  };
}
