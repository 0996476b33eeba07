import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HostileTicket } from './hostile-ticket';

export type HostileFreshservice = {
  /** Ends in `/api/v2`. */
  readonly url: string;
  readonly put: (ticket: HostileTicket) => void;
  readonly drop: (number: number) => void;
  readonly close: () => Promise<void>;
};

/** A Freshservice that answers with exactly the bytes it was given. */
export async function startHostileFreshservice(): Promise<HostileFreshservice> {
  const tickets = new Map<number, HostileTicket>();
  const server = createServer((request, response) => {
    const [, number = '', tasks] = /changes\/(\d+)(\/tasks)?/.exec(request.url ?? '') ?? [];
    const ticket = tickets.get(Number(number));
    const status = ticket === undefined ? 404 : (ticket.failure?.status ?? 200);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      ticket?.failure?.body ?? (tasks === undefined ? ticket?.ticketBody : ticket?.tasksBody),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/v2`,
    put: (ticket) => void tickets.set(ticket.number, ticket),
    drop: (number) => void tickets.delete(number),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
