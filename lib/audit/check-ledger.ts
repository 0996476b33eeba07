import type { ClientBase } from 'pg';
import { collectExports, type ExportsCheck } from './check-exports';
import type { History } from './check-times';
import type { DayStates } from './day-states';
import { hashText } from './event-document';
import type { Finding } from './finding';
import { dayOf, isInRange, selectInstant } from './instant';
import { readEntry, writeLedgerDocument, type LedgerData, type LedgerLine } from './ledger-entry';
import { openCursor } from './open-cursor';

type DayData = LedgerData<'day-closed'>;
type ArchiveData = LedgerData<'runs-archived'>;
type StoredLine = LedgerLine & { readonly hash: string };

/** A day and its daily digest: the hash of the ledger's entry that seals it. */
export type DailyDigest = { readonly day: string; readonly hash: string };

/** A file of archived runs, as the ledger knows it. */
export type ArchiveEntry = ArchiveData & { readonly seq: number };

export type LedgerCounts = {
  readonly entries: number;
  readonly days: number;
  readonly exports: number;
  /** Of the newest sealed day, to be compared with one that was kept elsewhere. */
  readonly newest: DailyDigest | null;
  readonly archives: readonly ArchiveEntry[];
};

type Expected = {
  readonly onFinding: (finding: Finding) => void;
  /** What the runs give; null when not all of them were looked at, so that days cannot be judged. */
  readonly states: DayStates | null;
  /** Daily digests that were kept outside the database: in a log, a mail, a printout. */
  readonly kept: readonly DailyDigest[];
  readonly history: History;
};

type Report = (what: string) => void;

/** Follows the ledger's chain, and compares each sealed day and each export with what is there today. */
export async function checkLedger(client: ClientBase, expected: Expected): Promise<LedgerCounts> {
  const { onFinding, kept, history } = expected;
  const lines = await openCursor<StoredLine>(client, 'ledger_lines', SELECT_LEDGER);
  const found: Found = {
    digests: new Map(),
    archives: [],
    exports: collectExports(onFinding),
    lastDay: null,
  };
  let previous: StoredLine | null = null;
  for (let line = lines.row; line !== null; line = lines.row) {
    const { seq } = line;
    const report = (what: string) => onFinding({ place: { kind: 'ledger', seq }, what });
    checkLine(line, previous, history, report);
    checkEntry(line, found, expected, report);
    previous = line;
    await lines.next();
  }
  const { digests, archives, exports, lastDay } = found;
  checkKept(kept, digests, onFinding);
  const hash = lastDay === null ? undefined : digests.get(lastDay);
  return {
    entries: previous?.seq ?? 0,
    days: digests.size,
    exports: await exports.compare(client, history),
    newest: lastDay === null || hash === undefined ? null : { day: lastDay, hash },
    archives,
  };
}

/** What the entries so far say. */
type Found = {
  readonly digests: Map<string, string>;
  readonly archives: ArchiveEntry[];
  readonly exports: ExportsCheck;
  lastDay: string | null;
};

function checkEntry(
  line: StoredLine,
  found: Found,
  { states, history }: Expected,
  report: Report,
): void {
  const { seq, hash } = line;
  const entry = readEntry(line);
  switch (entry.code) {
    case 'day-closed':
      checkDay(entry.data, line, found.lastDay, report);
      if (states !== null) compareDay(entry.data, states, report);
      found.digests.set(entry.data.day, hash);
      found.lastDay = entry.data.day;
      return;
    case 'runs-archived':
      checkLeft(entry.data, states?.leftBy(seq) ?? null, report);
      found.archives.push({ ...entry.data, seq });
      return;
    case 'export-begun':
      return found.exports.addBegun(seq, entry.data);
    case 'history-exported':
      return found.exports.addEnded(line, entry.data);
    case 'format-changed':
      if (Number(line.at) !== history.formatChangedAt) report('the format changed before.');
      return found.exports.changeFormat(seq, entry.data.exports);
    case 'passive-mode-set':
    case 'run-armed':
    case 'armed-run-ended':
    case 'expired-announced':
      // What they say is not part of the record of a run.
      return;
    case 'unreadable':
      return report(`an entry "${line.code}" does not look like this.`);
  }
}

const SELECT_LEDGER = `SELECT seq, ${selectInstant('at')} AS at, code, data::text AS data, format,
  encode(hash, 'hex') AS hash FROM ledger ORDER BY seq`;

function checkLine(
  line: StoredLine,
  previous: StoredLine | null,
  history: History,
  report: Report,
): void {
  const due = (previous?.seq ?? 0) + 1;
  if (line.seq !== due) return report(`entry ${due} is missing before it.`);
  if (hashText(writeLedgerDocument(line, previous?.hash ?? '')) !== line.hash) {
    return report("its content, its hash, or the previous entry's hash was changed.");
  }
  checkTime(line, Number(previous?.at ?? 0), history, report);
}

function checkTime(
  { at, format }: StoredLine,
  before: number,
  { formatChangedAt, now }: History,
  report: Report,
): void {
  const ms = Number(at);
  if (!isInRange(at) || ms > now + AHEAD_MS) report('its time is out of range.');
  // The trigger of format 1 took the clock as it was.
  if (format === 2 && ms < before) report('it is older than the one before.');
  const isOld = formatChangedAt !== null && ms < formatChangedAt;
  if (format !== (isOld ? 1 : 2)) report(`format ${format} is not that of its time.`);
}

/** Clocks read a little apart. */
const AHEAD_MS = 5 * 60_000;

function checkDay(
  { day }: DayData,
  { at }: StoredLine,
  lastDay: string | null,
  report: Report,
): void {
  if (lastDay !== null && day !== nextDay(lastDay)) {
    report(`it seals ${day}, but the day before it in the ledger is ${lastDay}.`);
  }
  if (day >= dayOf(at)) report(`it seals ${day} before that day was over.`);
}

function compareDay(written: DayData, states: DayStates, report: Report): void {
  const found = states.stateOf(written.day);
  if (found.runs !== written.runs) {
    return report(
      `on ${written.day} ${written.runs} runs had changed, ${found.runs} are found: a run or the end of a log was taken away or added.`,
    );
  }
  if (found.chains !== written.chains) {
    report(
      `the logs of ${written.day} do not end as they ended when the day was sealed: an event was changed, or the end of a log was taken away or added.`,
    );
  }
}

function checkLeft({ file, left }: ArchiveData, found: string | null, report: Report): void {
  if (left === undefined || found === null || left === found) return;
  report(`what the runs in ${file} left behind (ticket, start) was changed.`);
}

function checkKept(
  kept: readonly DailyDigest[],
  digests: ReadonlyMap<string, string>,
  onFinding: (finding: Finding) => void,
): void {
  for (const { day, hash } of kept) {
    const found = digests.get(day);
    if (found === hash) continue;
    const what = found === undefined ? 'is not sealed in the ledger' : `has the digest ${found}`;
    onFinding({
      place: { kind: 'ledger', seq: 0 },
      what: `${day} ${what}, but ${hash} was kept: the ledger was rewritten.`,
    });
  }
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
