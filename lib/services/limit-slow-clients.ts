import type { Server } from 'node:http';

/** Our own pages send their headers in one piece. */
const HEADERS_WITHIN_MS = 15_000;
/** The largest body is a megabyte. */
const REQUEST_WITHIN_MS = 30_000;
/** Nothing sent or taken in either direction; open pages' streams say something every 15 s. */
const SILENT_FOR_MS = 120_000;

/**
 * Cuts clients that keep a connection without using it, and with it an export that nobody reads
 * any more. Node looks every 30 s for requests that take too long, so such a client is gone within a
 * minute.
 */
export function limitSlowClients(server: Server): void {
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.timeout = SILENT_FOR_MS;
}
