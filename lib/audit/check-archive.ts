import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ClientBase } from 'pg';
import type { ArchiveEntry } from './check-ledger';
import type { DayTail } from './day-states';
import type { Finding } from './finding';
import { readArchive } from './archive-file';

type LeftBehind = {
  readonly runId: string;
  readonly days: readonly string[];
  readonly seqs: readonly number[];
  readonly hashes: readonly string[];
};

/**
 * Compares an archive file with what the database knows of it: the ledger's checksum and numbers,
 * and for each run what its archiving left behind. A file holds so many runs as were moved at once.
 */
export async function checkArchive(
  client: ClientBase,
  folder: string,
  entry: ArchiveEntry,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const file = join(folder, basename(entry.file));
  const report = (line: number | null, what: string) =>
    onFinding({ place: { kind: 'archive', file: entry.file, line }, what });
  if (!existsSync(file)) return report(null, `it is not in ${folder}.`);
  const expected = await loadLeftBehind(client, entry.seq);
  const read = await readArchive(file, {
    onProblem: report,
    onRun: (runId, tails) => {
      const remembered = expected.get(runId);
      expected.delete(runId);
      if (remembered === undefined || !agree(tails, remembered)) {
        report(null, `run ${runId} differs from its record in the database.`);
      }
    },
  });
  for (const runId of expected.keys()) report(null, `run ${runId} is not in it.`);
  if (read.sha256 !== entry.sha256) {
    report(null, `its SHA-256 is ${read.sha256}, but the ledger says ${entry.sha256}.`);
  }
  if (read.runs !== entry.runs || read.events !== entry.events) {
    report(
      null,
      `it has ${read.runs} runs and ${read.events} events, but the ledger says ${entry.runs} and ${entry.events}.`,
    );
  }
}

async function loadLeftBehind(
  client: ClientBase,
  archiveSeq: number,
): Promise<Map<string, readonly DayTail[]>> {
  const { rows } = await client.query<LeftBehind>(
    `SELECT run_id AS "runId", days::text[] AS days, seqs,
       ARRAY(SELECT encode(hash, 'hex') FROM unnest(hashes) WITH ORDINALITY AS one(hash, place)
             ORDER BY place) AS hashes
     FROM archived_run WHERE archive_seq = $1`,
    [archiveSeq],
  );
  return new Map(
    rows.map(({ runId, days, seqs, hashes }) => [
      runId,
      days.map((day, index) => ({ day, seq: seqs[index] ?? 0, hash: hashes[index] ?? '' })),
    ]),
  );
}

function agree(found: readonly DayTail[], expected: readonly DayTail[]): boolean {
  const write = (tails: readonly DayTail[]) =>
    tails
      .map(({ day, seq, hash }) => `${day} ${seq} ${hash}`)
      .sort()
      .join();
  return write(found) === write(expected);
}
