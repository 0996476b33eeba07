let grouped: Intl.NumberFormat | null = null;

/**
 * `1,140`. Small numbers, as most are, do without the browser's formats: the first one takes 17 to
 * 58 ms to load in Chromium on a slow machine, in the one task that makes a page ready.
 */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  grouped ??= new Intl.NumberFormat('en-US');
  return grouped.format(value);
}

/** `1,140 GiB`. */
export function formatGib(sizeGib: number): string {
  return `${formatNumber(sizeGib)} GiB`;
}

/** `1 snapshot`, `12 snapshots`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b, and c`. */
export function joinNames(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')}${names.length > 2 ? ',' : ''} and ${names.at(-1) ?? ''}`;
}
