import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Balancer = {
  readonly url: string;
  /** Sends each following request to the next of these, in turn. */
  readonly serve: (targets: readonly string[]) => void;
  readonly close: () => Promise<void>;
};

/**
 * A load balancer as nginx is one: the next request goes to the next host, connections to them are
 * kept, and a host that refuses a connection is passed over.
 */
export async function openBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  let targets: readonly string[] = [];
  let turn = 0;

  /** `untried` begins with the host whose turn it is. */
  function pass(
    asked: IncomingMessage,
    answer: ServerResponse,
    body: Buffer,
    [target = '', ...untried]: readonly string[],
  ): void {
    const { hostname, port } = new URL(target);
    const { method, url: path, headers } = asked;
    const passed = request({ agent, hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on('error', (error: NodeJS.ErrnoException) => {
      const sent = error.code !== 'ECONNREFUSED';
      const again = untried.length > 0 && !answer.headersSent && (!sent || method === 'GET');
      if (again) pass(asked, answer, body, untried);
      else if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    });
    answer.on('close', () => passed.destroy());
    passed.end(body);
  }

  const server = createServer((asked, answer) => {
    const first = turn++ % targets.length;
    const order = [...targets.slice(first), ...targets.slice(0, first)];
    void readBody(asked).then((body) => pass(asked, answer, body, order));
  });
  // Longer than a busy test takes between two requests.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (next) => (targets = next),
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function readBody(asked: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of asked) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
