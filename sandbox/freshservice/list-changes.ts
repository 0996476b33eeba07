import type { TicketFields, TicketRecord } from './ticket-record';

/** Freshservice lists what was created lately where nothing else is asked for. */
const UNFILTERED_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
const MAX_QUERY_CHARS = 512;

type Listed =
  | {
      readonly kind: 'changes';
      readonly changes: readonly TicketFields[];
      readonly filtered: boolean;
    }
  | { readonly kind: 'refused'; readonly status: 400 | 500; readonly message: string };

/**
 * The changes that a request asks for: `query` in double quotes, of `field:value`, `field:>'date'`
 * and `field:<'date'` joined with AND.
 */
export function listChanges(
  tickets: readonly TicketRecord[],
  url: URL,
  now: number,
  refusesQueries: boolean,
): Listed {
  const changes = tickets
    .filter(({ collection }) => collection === 'changes')
    .map(({ fields }) => fields);
  const query = url.searchParams.get('query');
  if (query === null) {
    const since = new Date(now - UNFILTERED_DAYS * DAY_MS).toISOString();
    const recent = changes.filter(({ created_at }) => created_at >= since);
    return { kind: 'changes', changes: recent, filtered: false };
  }
  if (url.searchParams.has('view')) return refuse(400, 'query and view exclude each other');
  if (!/^".*"$/.test(query)) return refuse(500, 'Something went wrong');
  if (query.length > MAX_QUERY_CHARS) return refuse(400, 'The query is too long');
  if (refusesQueries) return refuse(400, 'The field is not filterable');
  const conditions = query
    .slice(1, -1)
    .split(' AND ')
    .map((text) => parseCondition(text.trim()));
  if (conditions.some((one) => one === null)) return refuse(400, 'The query cannot be read');
  const matching = changes.filter((fields) => conditions.every((one) => one?.(fields)));
  return { kind: 'changes', changes: matching, filtered: true };
}

type Condition = (fields: TicketFields) => boolean;

const FIELDS = ['planned_start_date', 'planned_end_date', 'status', 'approval_status'] as const;

function parseCondition(text: string): Condition | null {
  const [, name = '', operator = '', quoted, plain] =
    /^(\w+):([<>]?)(?:'([^']*)'|(\S+))$/.exec(text) ?? [];
  const field = FIELDS.find((one) => one === name);
  if (field === undefined) return null;
  const value = quoted ?? plain ?? '';
  if (operator === '') return (fields) => String(fields[field] ?? '') === value;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const at = Date.parse(`${value}T00:00:00Z`);
  return (fields) => {
    const found = Date.parse(String(fields[field] ?? ''));
    // `:>` is at least, `:<` is at most.
    return operator === '>' ? found >= at : found <= at;
  };
}

function refuse(status: 400 | 500, message: string): Listed {
  return { kind: 'refused', status, message };
}
