import type { Client } from 'pg';
import type { Random } from '@/scripts/seed/random';

/** How a column's value is changed in one byte, given as text and taken as text. */
type Change = (value: string, random: Random) => string;

export type Column = {
  readonly table: 'event' | 'run' | 'step' | 'ledger';
  readonly name: string;
  readonly type: 'text' | 'uuid' | 'bytea' | 'jsonb' | 'int4' | 'timestamptz';
};

/** Everything that an event, the record of a run or an entry of the ledger is made of. */
export const EVENT_COLUMNS: readonly Column[] = [
  { table: 'event', name: 'message', type: 'text' },
  { table: 'event', name: 'data', type: 'jsonb' },
  { table: 'event', name: 'code', type: 'text' },
  { table: 'event', name: 'level', type: 'text' },
  { table: 'event', name: 'at', type: 'timestamptz' },
  { table: 'event', name: 'step_id', type: 'uuid' },
  { table: 'event', name: 'seq', type: 'int4' },
  { table: 'event', name: 'hash', type: 'bytea' },
];
export const RECORD_COLUMNS: readonly Column[] = [
  { table: 'run', name: 'plan', type: 'jsonb' },
  { table: 'run', name: 'agent_email', type: 'text' },
  { table: 'run', name: 'ticket', type: 'text' },
  { table: 'run', name: 'started_at', type: 'timestamptz' },
  { table: 'step', name: 'server_name', type: 'text' },
  { table: 'step', name: 'volume_id', type: 'text' },
  { table: 'step', name: 'tags', type: 'jsonb' },
];
/** What changes while a run goes on: every event seals it. */
export const STATE_COLUMNS: readonly Column[] = [
  { table: 'step', name: 'snapshot_id', type: 'text' },
  { table: 'step', name: 'snapshot_state', type: 'text' },
  { table: 'step', name: 'request_id', type: 'text' },
  { table: 'step', name: 'created_at', type: 'timestamptz' },
  { table: 'run', name: 'finished_at', type: 'timestamptz' },
  { table: 'run', name: 'search_text', type: 'text' },
  { table: 'run', name: 'slack_status', type: 'text' },
  { table: 'run', name: 'slack_permalink', type: 'text' },
];
export const LEDGER_COLUMNS: readonly Column[] = [
  { table: 'ledger', name: 'data', type: 'jsonb' },
  { table: 'ledger', name: 'hash', type: 'bytea' },
  { table: 'ledger', name: 'at', type: 'timestamptz' },
];

const CHANGES: Readonly<Record<Column['type'], Change>> = {
  text: changeCharacter,
  jsonb: changeCharacter,
  uuid: changeHexDigit,
  bytea: changeHexDigit,
  // The lowest bits would give an event the number of another, which the key refuses.
  int4: (value, random) => String(Number(value) ^ (1 << (7 + random.below(9)))),
  timestamptz: (value, random) => new Date(Date.parse(value) + 2 ** random.below(30)).toISOString(),
};
const TRIES = 200;

/**
 * Changes one byte of one value, as someone with all rights and every trigger off would. Values
 * that the type refuses, or reads as the same, do not count: another byte is tried.
 */
export async function changeByte(
  client: Client,
  { table, name, type }: Column,
  where: string,
  random: Random,
): Promise<boolean> {
  const read = async () => {
    const { rows } = await client.query<{ value: string | null }>(
      `SELECT ${type === 'timestamptz' ? `to_json(${name}) #>> '{}'` : `${name}::text`} AS value FROM ${table} WHERE ${where}`,
    );
    return rows[0]?.value ?? null;
  };
  const before = await read();
  if (before === null || before === '') return false;
  for (let time = 0; time < TRIES; time += 1) {
    const wanted = CHANGES[type](before, random);
    if (!(await isValid(client, wanted, type))) continue;
    const { rows } = await client.query<{ changed: boolean }>(
      `SELECT $1::${type} IS DISTINCT FROM $2::${type} AS changed`,
      [wanted, before],
    );
    if (rows[0]?.changed !== true) continue;
    await client.query(`UPDATE ${table} SET ${name} = $1::${type} WHERE ${where}`, [wanted]);
    return true;
  }
  return false;
}

async function isValid(client: Client, value: string, type: string): Promise<boolean> {
  const { rows } = await client.query<{ valid: boolean }>(
    'SELECT pg_input_is_valid($1, $2) AS valid',
    [value, type],
  );
  return rows[0]?.valid === true;
}

/** Only printable ASCII, so that it is one byte before and after. */
function changeCharacter(value: string, random: Random): string {
  const characters = [...value];
  const at = random.below(characters.length);
  if ((characters[at] ?? '').charCodeAt(0) > 126) return value;
  characters[at] = String.fromCharCode(32 + random.below(95));
  return characters.join('');
}

function changeHexDigit(value: string, random: Random): string {
  const at = random.below(value.length);
  if (!/[0-9a-f]/.test(value.charAt(at))) return value;
  return value.slice(0, at) + random.hex(1) + value.slice(at + 1);
}
