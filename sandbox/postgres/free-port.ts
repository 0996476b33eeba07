import { createServer } from 'node:net';

/** The wanted port if no one listens there, otherwise one that the system picks. */
export async function findFreePort(wanted: number): Promise<number> {
  return (await tryToListen(wanted)) ?? (await tryToListen(0)) ?? wanted;
}

function tryToListen(port: number): Promise<number | null> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', () => settle(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address ? address.port : null;
      server.close(() => settle(found));
    });
  });
}
