import { readLine } from '@/lib/text/read-line';
import type { UnknownField } from '@/lib/ticket/ticket';

/** Reads fields of one object of Freshservice; what it does not understand it keeps for the page. */
export type FieldReader = {
  readonly text: (name: string) => string | null;
  readonly flag: (name: string) => boolean;
  /** A number, digits as text, or one of `labels` written out. Null: absent or not understood. */
  readonly code: (name: string, labels: Readonly<Record<number, string>>) => number | null;
  /** ISO 8601 UTC. Null: absent or not understood. */
  readonly instant: (name: string) => string | null;
  /** A reader of an object within; null where there is none. */
  readonly within: (name: string) => FieldReader | null;
  /** Marks a field that must be there. */
  readonly mark: (name: string) => void;
  readonly unknown: readonly UnknownField[];
};

// Only forms that say which moment is meant: `24/11/2026 10:00` is read differently in each country.
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

export function readFields(
  fields: Readonly<Record<string, unknown>>,
  path = '',
  unknown: UnknownField[] = [],
): FieldReader {
  const mark = (name: string) => {
    unknown.push({ field: path + name, found: describeFound(fields[name]) });
    return null;
  };
  return {
    unknown,
    mark,
    text(name) {
      const value = fields[name] ?? null;
      if (value === null || typeof value === 'string') return value;
      return typeof value === 'number' ? String(value) : mark(name);
    },
    flag(name) {
      const value = fields[name] ?? false;
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      mark(name);
      return false;
    },
    code(name, labels) {
      const value = fields[name] ?? null;
      if (value === null || value === '') return null;
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      if (typeof value !== 'string') return mark(name);
      if (/^\d{1,9}$/.test(value.trim())) return Number(value);
      const known = Object.entries(labels).find(([, label]) => isSameLabel(label, value));
      return known === undefined ? mark(name) : Number(known[0]);
    },
    instant(name) {
      const value = fields[name] ?? null;
      if (value === null || (typeof value === 'string' && value.trim() === '')) return null;
      if (typeof value !== 'string' || !INSTANT.test(value)) return mark(name);
      const time = new Date(value);
      return Number.isNaN(time.getTime()) ? mark(name) : time.toISOString();
    },
    within(name) {
      const value = fields[name] ?? null;
      if (value === null) return null;
      if (typeof value !== 'object' || Array.isArray(value)) return mark(name);
      return readFields(value as Record<string, unknown>, `${path}${name}.`, unknown);
    },
  };
}

function isSameLabel(label: string, value: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim();
  return plain(label) === plain(value);
}

const FOUND_LIMIT_CHARS = 60;

function describeFound(value: unknown): string {
  return readLine(
    typeof value === 'string' ? value : JSON.stringify(value ?? null),
    FOUND_LIMIT_CHARS,
  );
}
