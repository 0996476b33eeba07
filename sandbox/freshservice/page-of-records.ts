const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

export type RecordPage<T> =
  | { readonly kind: 'page'; readonly records: readonly T[]; readonly link: string | null }
  | { readonly kind: 'refused'; readonly field: 'page' | 'per_page'; readonly message: string };

/** One page of tasks or changes; `link` is the `Link` header, absent on the last page. */
export function pageOfRecords<T>(records: readonly T[], url: URL): RecordPage<T> {
  const page = readCount(url, 'page', 1);
  if (page === null) return refuse('page', 'It should be a Positive Integer');
  const perPage = readCount(url, 'per_page', DEFAULT_PER_PAGE);
  if (perPage === null || perPage > MAX_PER_PAGE) {
    return refuse(
      'per_page',
      `It should be a Positive Integer less than or equal to ${MAX_PER_PAGE}`,
    );
  }
  const end = page * perPage;
  const link = end < records.length ? linkTo(url, page + 1) : null;
  return { kind: 'page', records: records.slice(end - perPage, end), link };
}

function refuse(field: 'page' | 'per_page', message: string): RecordPage<never> {
  return { kind: 'refused', field, message };
}

function readCount(url: URL, name: string, fallback: number): number | null {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function linkTo(url: URL, page: number): string {
  const next = new URL(url);
  next.searchParams.set('page', String(page));
  return `<${next.href}>; rel="next"`;
}
