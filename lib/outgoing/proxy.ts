import { once } from 'node:events';
import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { TLSSocket } from 'node:tls';
import { ProxyAgent } from 'proxy-agent';
import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

/**
 * `HTTPS_PROXY` names a forward proxy and `NO_PROXY` the hosts that are reached directly. Plain HTTP
 * is for this machine only, so it never goes through one.
 */
function findProxy(variables: NodeJS.ProcessEnv): string {
  return variables['HTTPS_PROXY']?.trim() || variables['https_proxy']?.trim() || '';
}

export function usesProxy(): boolean {
  return findProxy(process.env) !== '';
}

/** `fetch` ignores the variables on its own. Before anything is fetched; does nothing without them. */
export function routeFetchThroughProxy(): void {
  if (!usesProxy()) return;
  const httpsProxy = findProxy(process.env);
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy: '', httpsProxy }));
}

export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

/** For libraries that take agents of Node's own. */
export function createProxyAgents(options: AgentOptions): Agents {
  const agent: HttpAgent = new ProxyAgent(options);
  return { http: new HttpAgent(options), https: agent as HttpsAgent };
}

/**
 * The same for calls that must not leave late: a connection through the proxy serves one request,
 * and gets it only once it is open, within its limit. `direct` serves the hosts of `NO_PROXY`.
 */
export function createFreshProxyAgents(direct: Agents, connectMs: number): Agents {
  const agent = new ProxyAgent({
    keepAlive: false,
    httpAgent: direct.http,
    httpsAgent: direct.https,
  });
  const choose = agent.connect.bind(agent);
  const held = new WeakSet<HttpAgent>();
  agent.connect = async (request, options) => {
    const chosen = await choose(request, options);
    const isDirect = chosen === direct.http || chosen === direct.https;
    if (!isDirect && !held.has(chosen)) {
      held.add(chosen);
      holdUntilOpen(chosen as ConnectingAgent, connectMs);
    }
    return chosen;
  };
  return { http: direct.http, https: agent as HttpAgent as HttpsAgent };
}

type ConnectingAgent = HttpAgent & Pick<InstanceType<typeof ProxyAgent>, 'connect'>;

function holdUntilOpen(agent: ConnectingAgent, connectMs: number): void {
  const connect = agent.connect.bind(agent) as (...given: unknown[]) => Promise<unknown>;
  const open = async (...given: unknown[]) => {
    const openBy = performance.now() + connectMs;
    const socket = await connect(...given);
    if (socket instanceof TLSSocket && socket.getProtocol() === null) {
      await once(socket, 'secureConnect', { signal: AbortSignal.timeout(connectMs) });
    }
    if (performance.now() <= openBy) return socket;
    // As Node itself says it: nothing was sent.
    const message = 'The connection through the proxy took too long to open.';
    throw Object.assign(new Error(message), { code: 'ETIMEDOUT', syscall: 'connect' });
  };
  Object.assign(agent, { connect: open });
}
