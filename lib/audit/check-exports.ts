import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import type { History } from './check-times';
import type { Finding } from './finding';
import { selectInstant } from './instant';
import type { LedgerData, LedgerLine } from './ledger-entry';
import { openCursor } from './open-cursor';

type ExportBegun = LedgerData<'export-begun'>;
type ExportEnded = LedgerData<'history-exported'>;

type ExportRow = {
  readonly id: string;
  readonly format: string;
  readonly filters: string;
  readonly agentSubject: string;
  readonly agentEmail: string;
  readonly agentName: string;
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rows: string | null;
  readonly bytes: string | null;
  readonly sha256: string | null;
};

/** What the ledger says about one export. Entries of format 1 know neither start nor times. */
type Entries = {
  seq: number;
  begun: ExportBegun | null;
  ended: ExportEnded | null;
  /** When the entry of its end was written, milliseconds since 1970. */
  endedAt: number;
};

export type ExportsCheck = {
  addBegun(seq: number, data: ExportBegun): void;
  addEnded(line: LedgerLine, data: ExportEnded): void;
  /** `times` is the hash over the times of all exports that had ended by then. */
  changeFormat(seq: number, times: string): void;
  /** Compares every record with its entries, and misses records of entries; gives their number. */
  compare(client: ClientBase, history: History): Promise<number>;
};

/** Format 1: the record is closed and the entry written by one statement. */
const SAME_TIME_MS = 60_000;

/** Each record of an export has an entry of its beginning and, when it is closed, one of its end. */
export function collectExports(onFinding: (finding: Finding) => void): ExportsCheck {
  const known = new Map<string, Entries>();
  let change: { readonly seq: number; readonly times: string } | null = null;
  const report = (seq: number, what: string) => onFinding({ place: { kind: 'ledger', seq }, what });
  const entriesOf = (id: string, seq: number): Entries => {
    const found = known.get(id) ?? { seq, begun: null, ended: null, endedAt: 0 };
    known.set(id, found);
    return found;
  };
  return {
    addBegun(seq, data) {
      const entries = entriesOf(data.export, seq);
      if (entries.begun !== null || entries.ended !== null)
        report(seq, 'this export began before.');
      entries.begun = data;
    },
    addEnded({ seq, at }, data) {
      const entries = entriesOf(data.export, seq);
      if (entries.ended !== null) return report(seq, 'this export ended before.');
      Object.assign(entries, { seq, ended: data, endedAt: Number(at) });
    },
    changeFormat(seq, times) {
      change ??= { seq, times };
    },
    async compare(client, { formatChangedAt }) {
      const rows = await openCursor<ExportRow>(client, 'export_records', SELECT_EXPORTS);
      const oldTimes = createHash('sha256');
      let count = 0;
      for (let row = rows.row; row !== null; row = rows.row) {
        const entries = known.get(row.id);
        known.delete(row.id);
        const what = compareExport(row, entries, formatChangedAt);
        if (what !== null) onFinding({ place: { kind: 'export', id: row.id }, what });
        const ended = entries?.ended ?? null;
        if (ended !== null && ended.started_at === undefined) {
          oldTimes.update(`${row.id} ${row.startedAt} ${row.finishedAt}\n`);
        }
        count += 1;
        await rows.next();
      }
      for (const { seq } of known.values()) report(seq, 'there is no record of this export.');
      if (change !== null && oldTimes.digest('hex') !== change.times) {
        report(change.seq, 'the times of exports from before the format change were changed.');
      }
      return count;
    },
  };
}

const SELECT_EXPORTS = `
  SELECT id, format, filters, agent_subject AS "agentSubject", agent_email AS "agentEmail",
    agent_name AS "agentName", status, ${selectInstant('started_at')} AS "startedAt",
    ${selectInstant('finished_at')} AS "finishedAt", rows::text AS rows, bytes::text AS bytes, sha256
  FROM export_record ORDER BY id`;

function compareExport(
  row: ExportRow,
  entries: Entries | undefined,
  formatChangedAt: number | null,
): string | null {
  const { begun = null, ended = null, endedAt = 0 } = entries ?? {};
  const isOld = formatChangedAt !== null && ended !== null && ended.started_at === undefined;
  if (begun === null && !isOld) return 'the ledger has no entry for its start.';
  if ((row.status === 'running') !== (ended === null)) {
    return `its record says ${row.status}, but the ledger says ${ended === null ? 'that it is still open' : ended.status}.`;
  }
  const agrees =
    (begun === null || agreesOnBeginning(row, begun)) &&
    (ended === null || agreesOnEnd(row, ended, endedAt));
  return agrees ? null : 'its record differs from the ledger.';
}

function agreesOnBeginning(row: ExportRow, begun: ExportBegun): boolean {
  return agreesOnPerson(row, begun) && row.startedAt === String(begun.started_at);
}

function agreesOnPerson(row: ExportRow, entry: Omit<ExportBegun, 'started_at'>): boolean {
  return (
    row.format === entry.format &&
    row.filters === entry.filters &&
    row.agentSubject === entry.agent_subject &&
    row.agentEmail === entry.agent_email &&
    row.agentName === entry.agent_name
  );
}

function agreesOnEnd(row: ExportRow, ended: ExportEnded, endedAt: number): boolean {
  const agreesOnTimes =
    ended.started_at === undefined
      ? Math.abs(Number(row.finishedAt) - endedAt) <= SAME_TIME_MS
      : row.startedAt === String(ended.started_at) && row.finishedAt === text(ended.finished_at);
  return (
    agreesOnPerson(row, ended) &&
    agreesOnTimes &&
    row.status === ended.status &&
    row.rows === text(ended.rows) &&
    row.bytes === text(ended.bytes) &&
    row.sha256 === ended.sha256
  );
}

function text(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
