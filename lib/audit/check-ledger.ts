import type { ClientBase } from 'pg';
import type { DayDigests } from './day-digests';
import { hashText } from './event-document';
import type { Finding } from './finding';
import { writeLedgerDocument, type LedgerLine } from './ledger-document';
import { readEntry, type ArchiveData, type DayData } from './ledger-entry';
import { openCursor } from './open-cursor';
import { utcText } from './record-sql';

type StoredLine = LedgerLine & { readonly hash: string };

export type LedgerCounts = {
  readonly entries: number;
  readonly days: number;
  /** The newest closed day and its hash, to be compared with one that was kept elsewhere. */
  readonly head: { readonly day: string; readonly hash: string } | null;
  readonly archives: readonly ArchiveEntry[];
};

/** A head that somebody kept outside the database: from the log, a mail, a printout. */
export type KeptHead = { readonly day: string; readonly hash: string };

/** A file of archived runs, as the ledger knows it. */
export type ArchiveEntry = ArchiveData & { readonly seq: number };

type Expected = {
  readonly onFinding: (finding: Finding) => void;
  /** What the runs give; null when not all of them were looked at, so that days cannot be judged. */
  readonly digests: DayDigests | null;
  readonly keptHeads: readonly KeptHead[];
};

/** Follows the ledger's chain, and compares each closed day with what the runs give today. */
export async function checkLedger(
  client: ClientBase,
  { onFinding, digests, keptHeads }: Expected,
): Promise<LedgerCounts> {
  const lines = await openCursor<StoredLine>(client, 'ledger_lines', SELECT_LEDGER);
  const heads = new Map<string, string>();
  const archives: ArchiveEntry[] = [];
  let previous: StoredLine | null = null;
  let lastDay: string | null = null;
  for (let line = lines.row; line !== null; line = lines.row) {
    const { seq, hash } = line;
    const report = (what: string) => onFinding({ place: { kind: 'ledger', seq }, what });
    checkLine(line, previous, report);
    const entry = readEntry(line);
    switch (entry.code) {
      case 'day-closed': {
        const { day } = entry.data;
        if (lastDay !== null && day !== nextDay(lastDay)) {
          report(`it closes ${day}, but the day before it in the ledger is ${lastDay}.`);
        }
        if (digests !== null) checkDay(entry.data, digests, report);
        heads.set(day, hash);
        lastDay = day;
        break;
      }
      case 'runs-archived':
        archives.push({ ...entry.data, seq });
        break;
      case 'history-exported':
        break;
      case 'unreadable':
        report(`an entry "${line.code}" does not look like this.`);
        break;
    }
    previous = line;
    await lines.next();
  }
  checkKeptHeads(keptHeads, heads, onFinding);
  const hash = lastDay === null ? undefined : heads.get(lastDay);
  return {
    entries: previous?.seq ?? 0,
    days: heads.size,
    head: lastDay === null || hash === undefined ? null : { day: lastDay, hash },
    archives,
  };
}

const SELECT_LEDGER = `SELECT seq, ${utcText('at')} AS at, code, data::text AS data,
  encode(hash, 'hex') AS hash FROM ledger ORDER BY seq`;

function checkLine(
  line: StoredLine,
  previous: StoredLine | null,
  report: (what: string) => void,
): void {
  const due = (previous?.seq ?? 0) + 1;
  if (line.seq !== due) return report(`entry ${due} is missing before it.`);
  if (hashText(writeLedgerDocument(line, previous?.hash ?? '')) !== line.hash) {
    report('its content, its hash or the hash of the entry before is not what was written.');
  }
}

function checkDay(written: DayData, digests: DayDigests, report: (what: string) => void): void {
  const found = digests.stateOf(written.day);
  if (found.runs !== written.runs) {
    return report(
      `on ${written.day} ${written.runs} runs had changed, ${found.runs} are found: a run or the end of a log was taken away or added.`,
    );
  }
  if (found.chains !== written.chains) {
    report(
      `the logs of ${written.day} do not end as they ended when the day was closed: an event was changed, or the end of a log was taken away or added.`,
    );
  }
}

function checkKeptHeads(
  kept: readonly KeptHead[],
  heads: ReadonlyMap<string, string>,
  onFinding: (finding: Finding) => void,
): void {
  for (const { day, hash } of kept) {
    const found = heads.get(day);
    if (found === hash) continue;
    const what = found === undefined ? 'is not closed in the ledger' : `has the hash ${found}`;
    onFinding({
      place: { kind: 'ledger', seq: 0 },
      what: `${day} ${what}, but ${hash} was kept: the ledger was written anew.`,
    });
  }
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
