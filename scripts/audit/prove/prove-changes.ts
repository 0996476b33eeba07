import type pg from 'pg';
import type { Finding } from '@/lib/audit/finding';
import type { Random } from '@/scripts/seed/random';
import {
  changeByte,
  type Column,
  EVENT_COLUMNS,
  LEDGER_COLUMNS,
  STATE_COLUMNS,
  RECORD_COLUMNS,
} from './change-byte';
import { asIntruder, verifyCopy } from './verify-copy';

export type ChangesProof = {
  readonly made: number;
  readonly found: number;
  /** Rows that were named although no one touched them or the row before. */
  readonly wrong: number;
  readonly missed: readonly string[];
};

type Target = { readonly place: string; readonly column: string };

/** Changes so many bytes, each in another run or entry, verifies once, and compares. */
export async function proveChanges(
  url: string,
  wanted: number,
  random: Random,
): Promise<ChangesProof> {
  const targets = await asIntruder(url, (client) => changeBytes(client, wanted, random));
  const findings = await verifyCopy(url);
  const named = new Set(findings.map(writePlace));
  const missed = targets.filter(({ place }) => !named.has(place));
  return {
    made: targets.length,
    found: targets.length - missed.length,
    wrong: countWrong(findings, targets),
    missed: missed.map(({ place, column }) => `${place} (${column})`),
  };
}

async function changeBytes(
  client: pg.Client,
  wanted: number,
  random: Random,
): Promise<readonly Target[]> {
  const { rows } = await client.query<{ id: string; last: number }>(
    `SELECT id, event_seq AS last FROM run WHERE status = 'succeeded' ORDER BY id`,
  );
  const { rows: entries } = await client.query<{ seq: number }>('SELECT seq FROM ledger');
  const targets: Target[] = [];
  while (targets.length < wanted) {
    const kind = random.next();
    if (kind < 0.04) {
      const [entry] = entries.splice(random.below(entries.length), 1);
      const column = random.pick(LEDGER_COLUMNS);
      if (entry === undefined) continue;
      if (await changeByte(client, column, `seq = ${entry.seq}`, random)) {
        targets.push({ place: `ledger ${entry.seq}`, column: describe(column) });
      }
      continue;
    }
    const [run] = rows.splice(random.below(rows.length), 1);
    if (run === undefined) throw new Error('There are too few runs for so many changes.');
    const columns = kind < 0.16 ? STATE_COLUMNS : kind < 0.32 ? RECORD_COLUMNS : EVENT_COLUMNS;
    const column = random.pick(columns);
    const seq = column.table === 'event' ? 1 + random.below(run.last) : 1;
    const where = {
      event: `run_id = '${run.id}' AND seq = ${seq}`,
      step: `run_id = '${run.id}' AND position = 0`,
      run: `id = '${run.id}'`,
      ledger: '',
    }[column.table];
    if (await changeByte(client, column, where, random)) {
      const place = columns === STATE_COLUMNS ? `${run.id} null` : `${run.id} ${seq}`;
      targets.push({ place, column: describe(column) });
    }
  }
  return targets;
}

function describe({ table, name }: Column): string {
  return `${table}.${name}`;
}

function writePlace({ place }: Finding): string {
  switch (place.kind) {
    case 'run':
      return `${place.runId} ${place.seq}`;
    case 'ledger':
      return `ledger ${place.seq}`;
    case 'export':
      return `export ${place.id}`;
    case 'archive':
      return place.file;
    case 'guard':
      return place.name;
  }
}

/** A changed hash or number also shows at the rows after it, but never in another run. */
function countWrong(findings: readonly Finding[], targets: readonly Target[]): number {
  const touched = new Set(targets.map(({ place }) => place.split(' ')[0]));
  const strange = findings.filter(({ place }) => place.kind === 'run' && !touched.has(place.runId));
  return strange.length;
}
