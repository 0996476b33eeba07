import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Database } from '@/lib/db/client';
import { openTestDatabase } from '@/testing/test-database';
import { hashText, writeEventDocument, type ChainedEvent } from './event-document';
import { hostileText } from '@/testing/hostile-text';
import { selectInstant } from './instant';

const RUN = '01890a5d-ac96-774b-bcce-b302099a8057';
const ZERO = '00'.repeat(32);

type Stored = Pick<ChainedEvent, 'data' | 'at' | 'state' | 'format'> & { readonly hash: string };

/** What the database makes of an event: the text of its data, and the hash its trigger would give. */
async function hashInDatabase(
  { pool }: Database,
  { level, code, message, data }: { level: string; code: string; message: string; data: string },
) {
  const { rows } = await pool.query<Stored>(
    `WITH line AS (
       SELECT ROW($1::uuid, 7, timestamptz '2026-11-24 08:30:00.120+02', $2, $3, $4, NULL,
                  $5::jsonb, NULL, 2, sha256(''))::event AS event)
     SELECT (event).data::text AS data, ${selectInstant('(event).at')} AS at,
       encode((event).state, 'hex') AS state, (event).format AS format,
       encode(event_hash(event, decode($6, 'hex')), 'hex') AS hash FROM line`,
    [RUN, level, code, message, data, ZERO],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no row');
  return row;
}

const hostileData = fc.dictionary(
  hostileText,
  fc.oneof(
    hostileText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.dictionary(hostileText, hostileText)),
  ),
);

test('the database and Node hash the same document, whatever an event says', async () => {
  const database = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(hostileText, hostileText, hostileData, async (code, message, data) => {
      const stored = await hashInDatabase(database, {
        level: 'info',
        code,
        message,
        data: JSON.stringify(data),
      });
      const event = { runId: RUN, seq: 7, level: 'info', code, message, stepId: null, ...stored };
      expect(hashText(writeEventDocument(event, ZERO))).toBe(stored.hash);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['1.10', '1.10'],
  ['1e3', '1000'],
  ['-0', '0'],
  ['12345678901234567891', '12345678901234567891'],
])('a number keeps every digit that the database keeps: %s', async (written, kept) => {
  const database = await openTestDatabase();
  const stored = await hashInDatabase(database, {
    level: 'info',
    code: 'x',
    message: 'y',
    data: `{"n":${written}}`,
  });
  expect(stored).toMatchObject({ data: `{"n": ${kept}}`, at: '1795501800120' });
  const event = { runId: RUN, seq: 7, level: 'info', code: 'x', message: 'y', stepId: null };
  expect(hashText(writeEventDocument({ ...event, ...stored }, ZERO))).toBe(stored.hash);
});
