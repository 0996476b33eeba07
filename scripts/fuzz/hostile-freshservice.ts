import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HostileTicket } from './hostile-ticket';

export type HostileFreshservice = {
  /** Ends in `/api/v2`. */
  readonly url: string;
  readonly put: (ticket: HostileTicket) => void;
  /** A ticket whose tasks come on these pages, byte by byte. */
  readonly putPages: (number: number, pages: readonly string[]) => void;
  readonly drop: (number: number) => void;
  readonly close: () => Promise<void>;
};

/** A Freshservice that answers with exactly the bytes it was given. */
export async function startHostileFreshservice(): Promise<HostileFreshservice> {
  const tickets = new Map<number, HostileTicket>();
  const large = new Map<number, readonly Buffer[]>();
  const server = createServer((request, response) => {
    const pages = large.get(Number(/changes\/(\d+)\/tasks/.exec(request.url ?? '')?.[1]));
    if (pages !== undefined) return sendPage(request, response, pages);
    sendTicket(request, response, tickets);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/v2`,
    put: (ticket) => void tickets.set(ticket.number, ticket),
    putPages(number, pages) {
      const ticketBody = '{"change":{"subject":"Large","status":1,"approval_status":1}}';
      tickets.set(number, { ...NO_TEXTS, number, ticketBody, tasksBody: '', failure: null });
      large.set(
        number,
        pages.map((page) => Buffer.from(page)),
      );
    },
    drop: (number) => {
      tickets.delete(number);
      large.delete(number);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendTicket(
  request: IncomingMessage,
  response: ServerResponse,
  tickets: ReadonlyMap<number, HostileTicket>,
): void {
  const [, number = '', tasks] = /changes\/(\d+)(\/tasks)?/.exec(request.url ?? '') ?? [];
  const ticket = tickets.get(Number(number));
  const status = ticket === undefined ? 404 : (ticket.failure?.status ?? 200);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    ticket?.failure?.body ?? (tasks === undefined ? ticket?.ticketBody : ticket?.tasksBody),
  );
}

const NO_TEXTS = { nameTag: () => 'web-01', agentName: '', reason: '', awsMessage: '' };

/** As Freshservice does it: the next page is named in the `Link` header. */
function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  pages: readonly Buffer[],
): void {
  const address = new URL(request.url ?? '', `http://${request.headers.host}`);
  const page = Number(address.searchParams.get('page') ?? 1);
  address.searchParams.set('page', String(page + 1));
  const next = page < pages.length ? { link: `<${address.href}>; rel="next"` } : {};
  response.writeHead(200, { 'content-type': 'application/json', ...next });
  response.end(pages[page - 1]);
}
