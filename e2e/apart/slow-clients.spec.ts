import { connect } from 'node:net';
import { sendRaw } from '../access/raw-request';
import { expect, test } from '../test';

const SLOW = [
  { what: 'headers', text: 'GET /signin HTTP/1.1\r\nhost: localhost\r\nx-slow: ' },
  {
    what: 'a body',
    text: 'POST /signin HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nx',
  },
];

test('clients that never finish their request are cut within a minute', async () => {
  test.setTimeout(90_000);
  // The limits are set with the server's first request.
  await sendRaw({ path: '/api/health/live' });
  const began = Date.now();
  const answers = await Promise.all(SLOW.map(({ text }) => sendSlowly(text)));
  expect(Date.now() - began).toBeLessThan(62_000);
  for (const answer of answers) expect(answer).toMatch(/^(HTTP\/1\.1 408|$)/);
});

/** Sends the beginning, then a letter every second; resolves when the server has had enough. */
function sendSlowly(beginning: string): Promise<string> {
  const { hostname, port } = new URL(process.env.E2E_APP_URL ?? '');
  return new Promise((cut) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(beginning));
    const drip = setInterval(() => socket.write('x'), 1_000);
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      cut(received);
    });
  });
}
