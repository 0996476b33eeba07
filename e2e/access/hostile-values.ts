/** What stands in a query or a path as it is sent; nothing of it means anything good. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  '%20',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '%2B275760-09-13',
  '2026-02-30',
  '2147483648',
  '-1',
  '1e400',
  'NaN',
  '0x7fffffff',
  '9'.repeat(400),
  '%00',
  '%0d%0aset-cookie:x=1',
  // A lone surrogate, as UTF-8 has none.
  '%ED%A0%80',
  '%F0%9F%98%80',
  '%C0%AF',
  '%u0000',
  '%E2%80%AE',
  '..%2f..%2f..%2fetc%2fpasswd',
  '__proto__',
  'constructor',
  '%27%3B%20DROP%20TABLE%20run%3B--',
  '%5B%5D',
  '%7B%22$ne%22%3Anull%7D',
  '%22%24Q0%22',
  '%25%5C_',
  'x'.repeat(7_000),
];

const FILTERS = ['q', 'status', 'agent', 'environment', 'cause', 'from', 'to'];

/** What is read of a query, by the end of the address; the first that fits counts. */
const PARAMETERS: readonly (readonly [RegExp, readonly string[]])[] = [
  // A live stream that is asked for rightly goes on and on.
  [/\/live$/, []],
  [/\/log$/, ['level', 'after', 'format']],
  [/\/plan$/, ['environment', 'live']],
  [/\/exports$/, ['cursor']],
  [/^\/api\/runs$/, [...FILTERS, 'cursor', 'limit']],
  [/^\/api\/runs\/(count|overview|export\.\w+)$/, FILTERS],
  [/^\/runs$/, ['q', 'from', 'cursor']],
  [/^\/tickets/, ['environment']],
  [/^\/signin|^\/api\/auth/, ['callbackUrl', 'error']],
  [/./, ['q']],
];

export function listHostileQueries(path: string): readonly string[] {
  const [, names = []] = PARAMETERS.find(([address]) => address.test(path)) ?? [];
  const named = names.flatMap((name) => HOSTILE_TEXTS.map((text) => `${name}=${text}`));
  return names.length === 0 ? [] : [...named, ...HOSTILE_QUERIES];
}

/** Queries that are more than a name with a value. */
export const HOSTILE_QUERIES: readonly string[] = [
  'q=a&q=b&q=c',
  'from=2026-01-01&from=0000-01-01',
  'from=2026-11-02&to=2026-11-01',
  'q[]=1&q[x]=2',
  '__proto__[x]=1&constructor=2',
  Array.from({ length: 1_000 }, (_, at) => `a${at}=1`).join('&'),
  '&&&===',
  'cursor=newer_9999999999999_00000000-0000-7000-8000-000000000000',
  'cursor=0_00000000-0000-7000-8000-000000000000',
  'cursor=newer_newer_1_00000000-0000-7000-8000-000000000000',
];

/** Must be refused as wrong, in words: the answer that was an internal error once. */
export const REFUSED: readonly (readonly [path: string, status: number])[] = [
  ['/api/runs?from=0000-01-01', 400],
  ['/api/runs/count?from=0000-01-01', 400],
  ['/api/runs/overview?to=0001-01-01', 400],
  ['/api/runs/export.csv?from=0000-01-01', 400],
  ['/api/runs/export.jsonl?to=9999-12-31', 400],
  ['/api/runs?cursor=x', 400],
  ['/api/runs/exports?cursor=2147483648', 400],
  ['/api/runs?expired=tomorrow', 400],
  ['/api/runs/RUN/log?after=2147483648', 400],
  ['/api/runs/RUN/log?after=-1', 400],
  ['/api/runs/RUN/log?after=1e400', 400],
  ['/api/runs/x', 404],
  ['/api/runs/x/log', 404],
  ['/api/tickets/CHN-99999999999999999999/plan', 400],
  ['/api/tickets/x/plan', 400],
  ['/api/tickets/CHN-7303/plan?environment=x', 400],
  ['/runs/%E0%A4%A', 400],
  ['/api/runs/%E0%A4%A', 400],
  ['/tickets/%', 400],
  ['/%c0%ae%c0%ae/', 400],
];

/** Bodies of an action; only a list of one object is what a page sends. */
export const HOSTILE_BODIES: readonly string[] = [
  '',
  '[',
  'null',
  '[]',
  '[null]',
  '["$undefined"]',
  '"$Q0"',
  '["$Q0"]',
  '["$F0"]',
  '["$K0"]',
  '["$h0"]',
  '["$B0"]',
  '["$0"]',
  '["$1:__proto__:x"]',
  '["$T"]',
  '["$-Infinity"]',
  '["$n99999999999999999999"]',
  '["$D0000"]',
  '[{"__proto__":{"polluted":true}}]',
  '[{"ticket":"\\ud800","environment":"\\u0000"}]',
  '[1e400]',
  '[99999999999999999999999999]',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `[${'"$Q0",'.repeat(500)}1]`,
  `[{"ticket":"${'x'.repeat(100_000)}"}]`,
];

/** Headers that Next or next-auth make something of. */
export const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { rsc: '1', 'next-router-state-tree': 'x' },
  { rsc: '1', 'next-router-state-tree': '%' },
  { rsc: '1', 'next-router-state-tree': '%5B%22%22%2C%7B%7D%5D' },
  { rsc: '1', 'next-router-state-tree': 'x'.repeat(10_000) },
  { rsc: '1', 'next-router-segment-prefetch': '/../../x', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-url': 'http://[' },
  { 'next-action': 'x' },
  { 'next-action': '0'.repeat(42) },
  { cookie: 'next-auth.session-token=%' },
  { cookie: 'next-auth.callback-url=http%3A%2F%2F%5B; next-auth.csrf-token=x' },
  { cookie: `theme=${'x'.repeat(5_000)}` },
  { 'if-none-match': '"x', 'if-modified-since': 'x', range: 'bytes=-1' },
  { 'x-forwarded-for': '\u00e9,,,', 'x-forwarded-proto': 'gopher', 'x-forwarded-port': 'x' },
  { 'accept-language': '*;q=x', accept: '/', 'accept-encoding': 'x' },
  { host: '', 'x-forwarded-host': 'a b' },
  { host: '[' },
  { origin: 'http://[' },
];

/** Where a sign-in would lead to, or nowhere at all. */
export const FOREIGN_CALLBACKS: readonly string[] = [
  'http://127.0.0.1:1/',
  'https://127.0.0.1/',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  'javascript:alert(1)',
  'x',
  'http://[',
  '\u0000',
  '\u202e',
];
