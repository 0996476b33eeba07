/** What JSON can hold, as far as seeded rows need it. */
export type Jsonb =
  string | number | boolean | null | readonly Jsonb[] | { readonly [key: string]: Jsonb };

/**
 * JSON exactly as PostgreSQL prints a `jsonb`: keys by length, then by bytes, one space after `:`
 * and `,`. Numbers must be integers that JavaScript holds exactly.
 */
export function writeJsonb(value: Jsonb): string {
  if (value === null || typeof value !== 'object') return writeScalar(value);
  if (isList(value)) return writeList(value);
  let text = '';
  for (const { key, label } of sortKeys(value)) {
    text += `${text === '' ? '{' : ', '}${label}${writeJsonb(value[key] ?? null)}`;
  }
  return text === '' ? '{}' : `${text}}`;
}

function writeScalar(value: string | number | boolean | null): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  if (Number.isSafeInteger(value)) return String(value);
  throw new TypeError(`${value} is not an integer that is written the same everywhere.`);
}

function isList(value: object): value is readonly Jsonb[] {
  return Array.isArray(value);
}

function writeList(list: readonly Jsonb[]): string {
  let text = '[';
  for (const item of list) text += `${text === '[' ? '' : ', '}${writeJsonb(item)}`;
  return `${text}]`;
}

type Key = { readonly key: string; readonly label: string };

/** Objects of one kind have the same keys in one order; sorting them once per kind is enough. */
const sorted = new Map<string, readonly Key[]>();

function sortKeys(value: object): readonly Key[] {
  const keys = Object.keys(value);
  const kind = keys.join();
  const known = sorted.get(kind);
  if (known !== undefined) return known;
  const order = keys
    .map((key) => ({ key, label: `${JSON.stringify(key)}: `, bytes: Buffer.from(key) }))
    .sort((a, b) => a.bytes.length - b.bytes.length || a.bytes.compare(b.bytes));
  sorted.set(kind, order);
  return order;
}
