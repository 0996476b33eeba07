import { expect, test } from 'vitest';
import { coalesceReads } from '@/lib/db/change-feed';
import { OLGA, startTestServices, type TestServices } from '@/testing/test-services';
import { revokeSessions } from '@/lib/auth/revocation';
import { streamChanges } from './stream-changes';

const LISTENS = [expect.stringMatching(/LISTEN/) as unknown];

/** Reads a stream to its end and counts its `change` events. */
function follow(stream: ReadableStream<Uint8Array>) {
  const heard = { changes: 0 };
  const decoder = new TextDecoder();
  const reading = stream.pipeTo(
    new WritableStream({
      write(chunk) {
        heard.changes += decoder.decode(chunk).split('event: change').length - 1;
      },
    }),
  );
  return { heard, reading };
}

/** What the feed's connection asked last, once it listens. */
async function readFeedQueries({ database }: TestServices): Promise<readonly string[]> {
  const rows = await database.prisma.$queryRaw<{ query: string }[]>`
    SELECT query FROM pg_stat_activity
    WHERE application_name = 'snapgate-feed' AND datname = current_database()`;
  return rows.map(({ query }) => query);
}

test('fifty open pages hear of a change within a second over one connection, and cost one reading', async () => {
  const services = await startTestServices();
  const runId = await services.start('CHN-7303');
  await expect.poll(() => readFeedQueries(services)).toEqual(LISTENS);
  const closed = new AbortController();
  const pages = Array.from({ length: 50 }, () =>
    follow(streamChanges(services.feed, { runId, subject: 'vera' }, closed.signal)),
  );
  let readings = 0;
  const read = coalesceReads(services.feed, 10_000, async (id) => {
    readings += 1;
    return services.run(id);
  });
  const told = () => Math.min(...pages.map(({ heard }) => heard.changes));
  await expect.poll(told).toBe(1);
  await Promise.all(pages.map(() => read(runId)));
  expect(readings).toBe(1);

  await services.database.prisma.$executeRaw`
    SELECT pg_notify('snapgate_change', ${runId})`;
  await expect.poll(told, { timeout: 1_000, interval: 20 }).toBe(2);
  await Promise.all(pages.map(() => read(runId)));
  expect(readings).toBe(2);

  // The last thing that connection asked is still to be told: no page made it ask anything.
  expect(await readFeedQueries(services)).toEqual(LISTENS);
  closed.abort();
  await Promise.all(pages.map(({ reading }) => reading));
});

test('a stream that no one reads ends by itself and listens no more', async () => {
  const listeners = new Set<(runId: string) => void>();
  const feed = {
    closed: new AbortController().signal,
    subscribe(listener: (runId: string) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const stream = streamChanges(
    feed,
    { runId: 'run', subject: 'vera' },
    new AbortController().signal,
  );
  expect(listeners.size).toBe(1);
  for (let change = 0; change < 1_000; change += 1) listeners.forEach((tell) => tell('run'));
  expect(listeners.size).toBe(0);
  const { heard, reading } = follow(stream);
  await reading;
  expect(heard.changes).toBeLessThan(200);
});

test('a live stream ends at once when the session of its person does, and no one else’s', async () => {
  const services = await startTestServices();
  const { prisma } = services.database;
  const runId = await services.start('CHN-7303');
  await expect.poll(() => readFeedQueries(services)).toEqual(LISTENS);
  const people = ['vera', 'olga'].map((subject) => ({
    subject,
    email: `${subject}@x`,
    name: subject,
  }));
  await prisma.session.createMany({
    data: people.map((one) => ({ id: services.engine.newId(), ...one })),
  });
  const closed = new AbortController();
  const [vera, olga] = people.map(({ subject }) =>
    follow(streamChanges(services.feed, { runId, subject }, closed.signal)),
  );
  let open = true;
  void olga?.reading.then(() => (open = false));
  await revokeSessions(prisma, 'vera', { ...OLGA, roles: ['admin'], groups: [] });
  await vera?.reading;
  expect(open).toBe(true);
  closed.abort();
  await olga?.reading;
});
