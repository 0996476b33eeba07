import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as createId } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { archiveRuns, countArchivable } from './archive-runs';
import { checkArchive } from './check-archive';
import { describeFinding } from './finding';
import { openTestHistory, type TestHistory } from '@/testing/test-history';

const YEAR_MS = 365 * 86_400_000;
const A_YEAR_AGO = new Date(Date.now() - YEAR_MS);

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function archiveAll(history: TestHistory, folder: string, mostRuns = 40) {
  const options = { before: A_YEAR_AGO, folder, mostRuns, newId: createId };
  let moved = await archiveRuns(history.pool, options);
  const files = [];
  for (; moved !== null; moved = await archiveRuns(history.pool, options)) files.push(moved);
  return files;
}

async function findingsOf(history: TestHistory, folder: string): Promise<readonly string[]> {
  const { rows } = await history.pool.query<{ seq: number; data: Entry }>(
    `SELECT seq, data FROM ledger WHERE code = 'runs-archived' ORDER BY seq`,
  );
  const client = await history.pool.connect();
  const found: string[] = [];
  for (const { seq, data } of rows) {
    await checkArchive(client, folder, { ...data, seq }, (one) => found.push(describeFinding(one)));
  }
  client.release();
  return found;
}

type Entry = {
  readonly file: string;
  readonly sha256: string;
  readonly runs: number;
  readonly events: number;
};

async function count(history: TestHistory, before: Date): Promise<number> {
  const client = await history.pool.connect();
  const { runs } = await countArchivable(client, before).finally(() => client.release());
  return runs;
}

test('old runs move to files that verify, and the closed days still hold without them', async () => {
  const history = await openTestHistory();
  const folder = openFolder();
  const wanted = await count(history, A_YEAR_AGO);
  const total = await history.prisma.run.count();
  const files = await archiveAll(history, folder);
  const moved = files.reduce((sum, { runs }) => sum + runs, 0);
  expect(moved).toBe(wanted);
  expect(moved).toBeGreaterThan(40);
  expect(await history.prisma.run.count()).toBe(total - moved);
  expect(await history.prisma.archivedRun.count()).toBe(moved);
  expect(await history.verify()).toEqual([]);
  expect(await findingsOf(history, folder)).toEqual([]);
});

test('a line is followed by the next with nothing but SHA-256, and the checksum is the usual file', async () => {
  const history = await openTestHistory(60);
  const folder = openFolder();
  const [first] = await archiveAll(history, folder);
  const bytes = readFileSync(first?.file ?? '');
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  expect(readFileSync(`${first?.file}.sha256`, 'utf8')).toMatch(
    new RegExp(`^${sha256(bytes)}  snapgate-[-\\w]+\\.jsonl\n$`),
  );
  const lines = bytes.toString('utf8').trimEnd().split('\n');
  for (const [index, line] of lines.entries()) {
    const read = JSON.parse(line) as Record<string, unknown>;
    const before = sha256(lines[index - 1] ?? '');
    if ('seq' in read) expect(read['previous']).toBe(before);
    if ('end' in read) expect(read['hash']).toBe(before);
  }
});

test('a byte that is changed in a file, a run that is cut out, a file that is gone: all are found', async () => {
  const history = await openTestHistory(60);
  const folder = openFolder();
  const [first] = await archiveAll(history, folder, 1_000);
  const file = first?.file ?? '';
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('was started', 'was startEd'));
  expect(await findingsOf(history, folder)).toEqual(
    expect.arrayContaining([expect.stringMatching(/line \d+: this event does not follow/)]),
  );
  writeFileSync(file, text.slice(text.indexOf('\n{"run": "', 10) + 1));
  expect(await findingsOf(history, folder)).toEqual(
    expect.arrayContaining([expect.stringContaining('is not in it')]),
  );
  rmSync(file);
  expect(await findingsOf(history, folder)).toEqual([expect.stringContaining('is not in')]);
});

test('a run that was changed is not moved, and no file is written', async () => {
  const history = await openTestHistory(60);
  const folder = openFolder();
  await history.tamper(`UPDATE event SET message = 'x' WHERE seq = 2`);
  const before = await history.prisma.run.count();
  await expect(archiveAll(history, folder)).rejects.toThrow('Nothing was moved');
  expect(await history.prisma.run.count()).toBe(before);
  expect(await history.prisma.archivedRun.count()).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('what is not settled, not old enough or not closed stays, and so does the first of a retry', async () => {
  const history = await openTestHistory(60);
  const soon = new Date(Date.now() + YEAR_MS);
  const all = await count(history, soon);
  expect(await count(history, new Date(0))).toBe(0);
  await history.tamper(
    `UPDATE run SET slack_due_at = now() WHERE id = (SELECT min(id::text)::uuid FROM run)`,
  );
  expect(await count(history, soon)).toBe(all - 1);
  await history.pool.query(`
    WITH next AS (UPDATE run SET event_seq = event_seq + 1
      WHERE id = (SELECT max(id::text)::uuid FROM run) RETURNING id, event_seq)
    INSERT INTO event (run_id, seq, level, code, message)
    SELECT id, event_seq, 'info', 'late', 'today' FROM next`);
  expect(await count(history, soon)).toBe(all - 2);
  const folder = openFolder();
  const options = { before: soon, folder, mostRuns: 1, newId: createId };
  for (let moved = await archiveRuns(history.pool, options); moved !== null;) {
    moved = await archiveRuns(history.pool, options);
  }
  const { rows } = await history.pool.query(
    `SELECT count(*)::int AS lost FROM run WHERE retry_of_id IS NOT NULL
       AND retry_of_id NOT IN (SELECT id FROM run)`,
  );
  expect(rows).toEqual([{ lost: 0 }]);
  expect(await history.verify()).toEqual([]);
});
