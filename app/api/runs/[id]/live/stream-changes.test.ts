import { expect, test } from 'vitest';
import { shareReads } from '@/lib/services/share-reads';
import { startTestServices, type TestServices } from '@/lib/services/test-services';
import { streamChanges } from './stream-changes';

const LISTENS = [expect.stringMatching(/^LISTEN/) as unknown];

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
    follow(streamChanges(services.feed, runId, closed.signal)),
  );
  let readings = 0;
  const read = shareReads(services.feed, 10_000, async (id) => {
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
