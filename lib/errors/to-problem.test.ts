import pino from 'pino';
import { expect, test } from 'vitest';
import { openDatabase } from '@/lib/db/client';
import { AppError } from './app-error';
import { toProblem } from './to-problem';

function report(thrown: unknown) {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  return { ...toProblem(thrown, { requestId: 'req-1', log }), lines };
}

test('an operational failure keeps its words and gets its status', () => {
  const error = new AppError({
    code: 'freshservice-rate-limited',
    message: 'Freshservice asks for patience.',
    hint: 'Wait a minute.',
    retryAfterMs: 60_000,
    details: { status: 429 },
  });
  const { problem, status, lines } = report(error);
  expect(problem).toEqual({
    code: 'freshservice-rate-limited',
    message: 'Freshservice asks for patience.',
    hint: 'Wait a minute.',
    requestId: 'req-1',
    retryAfterMs: 60_000,
  });
  expect(status).toBe(503);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'req-1', status: 429 });
});

test.each([
  ['not-signed-in', 401],
  ['access-missing', 403],
  ['cross-site', 403],
  ['ticket-not-found', 404],
  ['request-unreadable', 400],
  ['aws-unreachable', 504],
] as const)('%s is answered with status %i', (code, expected) => {
  expect(report(new AppError({ code, message: 'm', hint: 'h' })).status).toBe(expected);
});

test.each([new TypeError('secret=hunter2 in /srv/app.js'), 'a text', undefined, { code: 'P1001' }])(
  'a bug (%s) gets a sentence and a request id, never what it said',
  (thrown) => {
    const { problem, status, lines } = report(thrown);
    expect(status).toBe(500);
    expect(problem).toMatchObject({ code: 'internal', requestId: 'req-1' });
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|srv/);
    expect(lines).toHaveLength(1);
  },
);

test('a database that is away is said to be away', async () => {
  const database = openDatabase('postgres://nobody@127.0.0.1:9/none');
  const thrown: unknown = await database.prisma.run.count().catch((error: unknown) => error);
  await database.close();
  expect(report(thrown)).toMatchObject({ status: 503, problem: { code: 'database-unavailable' } });
});
