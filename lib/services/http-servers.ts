import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse, RequestListener } from 'node:http';
import { PEER_HEADER } from '@/lib/auth/peer-header';
import { isStopping } from './shutdown';

/** Node names the server of each request here. */
const REQUEST_CHANNEL = 'http.server.request.start';

type RequestStart = {
  readonly server: Server;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

const IDLE_CHECK_MS = 50;

type HttpServers = {
  /** Takes no more connections; resolves when every answer in flight has been given. */
  close(): Promise<void>;
};

/**
 * Next keeps its server to itself; it is known, and given its limits, by its first request. A proxy
 * may send any `Host` or none: the address that people type is `host`, whatever arrives.
 */
export function watchHttpServers(isKnown: IsKnown, host: string): HttpServers {
  const servers = new Set<Server>();
  const watch = (message: unknown): void => {
    const { server, request, response } = message as RequestStart;
    // Before Node itself refuses HTTP/1.1 without one.
    request.headers.host = host;
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
    // The client is told to open its next connection elsewhere.
    if (isStopping()) response.shouldKeepAlive = false;
    if (servers.has(server)) return;
    servers.add(server);
    limitSlowClients(server);
    // Node names the server before it hands the request on, so the first one is guarded as well.
    guardRequests(server, isKnown);
  };
  subscribe(REQUEST_CHANNEL, watch);
  return {
    async close() {
      await Promise.all([...servers].map((server) => closeServer(server)));
      unsubscribe(REQUEST_CHANNEL, watch);
    },
  };
}

/** Our own pages send their headers in one piece. */
const HEADERS_WITHIN_MS = 15_000;
/** The largest body is half a megabyte. */
const REQUEST_WITHIN_MS = 30_000;
/** Nothing sent or taken in either direction; open pages' streams say something every 15 s. */
const SILENT_FOR_MS = 120_000;

/**
 * Cuts clients that keep a connection without using it, and with it an export that no one reads.
 * Node looks every 30 s for requests that take too long, so such a client is gone within a
 * minute.
 */
function limitSlowClients(server: Server): void {
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.timeout = SILENT_FOR_MS;
}

/** A connection that is in use becomes idle after its answer, and would be kept for its next request. */
async function closeServer(server: Server): Promise<void> {
  const timer = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  await new Promise((closed) => server.close(closed));
  clearInterval(timer);
}

type Refusal = {
  readonly status: 400 | 405 | 411 | 413;
  readonly sentence: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What may be asked, by the beginning of the address; the first that fits counts. */
const METHODS: readonly (readonly [string, readonly string[]])[] = [
  ['/api/auth/', ['GET', 'POST']],
  // Load balancers ask by HEAD.
  ['/api/health/', ['GET', 'HEAD']],
  ['/api/', ['GET']],
  ['/_next/', ['GET', 'HEAD']],
  // Pages take posts as well: server actions.
  ['/', ['GET', 'POST']],
];

/**
 * Answers what is none of the pages' business before any of their work is done. Next would answer
 * HEAD by all of GET's work and leave the body unread, and fail on methods and addresses that its
 * own classes refuse.
 */
function guardRequests(server: Server, isKnown: IsKnown): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const work = () => {
      for (const listener of listeners) listener.call(server, request, response);
    };
    const refusal = findRefusal(request);
    if (refusal !== null) refuse(response, refusal);
    else if (bodyBytes(request) <= UNKNOWN_BODY_BYTES) work();
    else void refuseUnknown(request, response, isKnown).then((known) => known && work());
  });
}

/** Whether these cookies are of someone who has signed in; the session itself is asked later. */
type IsKnown = (cookies: string) => Promise<boolean>;

/** A form of the sign-in page; what signed-in people send is longer. */
const UNKNOWN_BODY_BYTES = 4_096;
/** Thousands of acknowledgements. Even to decode a body costs a second per megabyte. */
const LARGEST_BODY_BYTES = 512 * 1024;

function bodyBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** A large body is not read at all. */
async function refuseUnknown(
  { headers }: IncomingMessage,
  response: ServerResponse,
  isKnown: IsKnown,
): Promise<boolean> {
  const known = await isKnown(headers.cookie ?? '').catch(() => false);
  if (!known) refuse(response, { status: 413, sentence: 'Request body too large. Sign in first.' });
  return known;
}

function findRefusal(request: IncomingMessage): Refusal | null {
  const { method = '', url = '/' } = request;
  const path = url.split('?', 1)[0] ?? '/';
  const [, allowed = []] = METHODS.find(([beginning]) => path.startsWith(beginning)) ?? [];
  // An address such as `*` or `http://host/` begins with no slash; Next makes sense of GET only.
  const methods = allowed.length === 0 ? ['GET'] : allowed;
  if (!methods.includes(method)) return refuseMethod(methods);
  if (!isReadable(path)) return { status: 400, sentence: 'Malformed URL.' };
  return findBodyRefusal(request);
}

function findBodyRefusal(request: IncomingMessage): Refusal | null {
  if (request.headers['transfer-encoding'] !== undefined) {
    return { status: 411, sentence: 'Content-Length required.' };
  }
  if (bodyBytes(request) <= LARGEST_BODY_BYTES) return null;
  return { status: 413, sentence: 'Request body too large.' };
}

function refuseMethod(methods: readonly string[]): Refusal {
  const sentence = `This URL supports only ${methods.join(' and ')}.`;
  return { status: 405, sentence, headers: { allow: methods.join(', ') } };
}

/** `%E0%A4%A` is no text in any encoding. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, { status, sentence, headers }: Refusal): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(sentence),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // Whatever else the client sends is not read.
    connection: 'close',
  });
  response.end(sentence);
}
