import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { createFreshProxyAgents, createProxyAgents, usesProxy } from '@/lib/outgoing/proxy';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { buildCredentials } from './credentials';

export type AwsClients = {
  readonly environment: string;
  /** Rejects where neither the configuration nor the SDK's chain names one. */
  readonly readRegion: () => Promise<string>;
  /** Whose permissions are used, for error messages. */
  readonly identity: string;
  readonly readDeadlineMs: number;
  /** For reads: tries up to three times. */
  readonly readEc2: EC2Client;
  /** For creates and deletes: exactly one attempt, because CreateSnapshot has no client token. */
  readonly singleAttemptEc2: EC2Client;
  readonly sts: STSClient;
  /** Those of all three clients; remembered until they expire. */
  readonly credentials: () => Promise<unknown>;
  /** Asks their source again, for all three clients, whatever their own time says. */
  readonly renewCredentials: () => Promise<void>;
  readonly destroy: () => void;
};

/** At least as many as there are calls side by side; further ones would wait unseen. */
const MAX_SOCKETS = 64;

const DEFAULT_TIMEOUTS = { connectMs: 3_000, requestMs: 10_000, readDeadlineMs: 20_000 };

export function createClients(config: AwsEnvironmentConfig): AwsClients {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...config.timeouts };
  const kept = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const readHandler = createHandler(
    timeouts,
    usesProxy() ? createProxyAgents(kept) : { http: kept, https: kept },
  );
  const { connectMs } = timeouts;
  const fresh = openFreshConnections({ maxSockets: MAX_SOCKETS, connectMs });
  const connections = usesProxy() ? createFreshProxyAgents(fresh, connectMs) : fresh;
  const singleAttemptHandler = createHandler(timeouts, connections);
  const shared = {
    retryMode: 'standard',
    ...(config.region === undefined ? {} : { region: config.region }),
    ...(config.profile === undefined ? {} : { profile: config.profile }),
  };
  const readEc2 = new EC2Client({
    ...shared,
    maxAttempts: 3,
    requestHandler: readHandler,
    credentials: buildCredentials(config, readHandler),
  });
  // The first client remembers credentials until they expire; the others ask it, so that a role
  // is assumed once and not three times.
  const credentials = () => readEc2.config.credentials();
  const singleAttemptEc2 = new EC2Client({
    ...shared,
    maxAttempts: 1,
    requestHandler: singleAttemptHandler,
    credentials,
  });
  const sts = new STSClient({
    ...shared,
    maxAttempts: 3,
    requestHandler: readHandler,
    credentials,
  });
  return {
    environment: config.name,
    readRegion: () => readEc2.config.region(),
    identity: identityLabel(config),
    readDeadlineMs: timeouts.readDeadlineMs,
    readEc2,
    singleAttemptEc2,
    sts,
    credentials,
    async renewCredentials() {
      const forceRefresh = { forceRefresh: true };
      await readEc2.config.credentials(forceRefresh);
      await Promise.all(
        [singleAttemptEc2, sts].map((client) => client.config.credentials(forceRefresh)),
      );
    },
    destroy: () => {
      readHandler.destroy();
      singleAttemptHandler.destroy();
    },
  };
}

type Agents = {
  readonly http: Required<NodeHttpHandlerOptions>['httpAgent'];
  readonly https: Required<NodeHttpHandlerOptions>['httpsAgent'];
};

function createHandler(
  timeouts: typeof DEFAULT_TIMEOUTS,
  { http, https }: Agents,
): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: timeouts.connectMs,
    requestTimeout: timeouts.requestMs,
    // Without this the handler only warns when the time is over, and waits on.
    throwOnRequestTimeout: true,
    httpAgent: http,
    httpsAgent: https,
  });
}

/** Whose permissions are used, as a person would look for them. */
function identityLabel(config: AwsEnvironmentConfig): string {
  if (config.roleArn !== undefined) return `role ${config.roleArn}`;
  if (config.profile !== undefined) return `profile ${config.profile}`;
  return 'the default credentials of this server';
}

type FreshConnections = {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
};

type FreshOptions = {
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
 * - A process that was paused while it connected sends nothing when it goes on: its request would
 *   be sent long after others have looked the call up. A TLS socket that is handed over earlier
 *   sends what it was given as soon as it is open, whatever the time.
 */
export function openFreshConnections({ connectMs, ...options }: FreshOptions): FreshConnections {
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
