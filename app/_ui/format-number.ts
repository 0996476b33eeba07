const NUMBER = new Intl.NumberFormat('en-US');

/** `1,140`. */
export function formatNumber(value: number): string {
  return NUMBER.format(value);
}

/** `1,140 GiB`. */
export function formatGib(sizeGib: number): string {
  return `${NUMBER.format(sizeGib)} GiB`;
}

/** `1 snapshot`, `12 snapshots`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${NUMBER.format(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function joinNames(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
