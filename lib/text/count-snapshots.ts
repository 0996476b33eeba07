/** `1 snapshot`, `12 snapshots`, without separators: logs and tickets are searched by the number. */
export function countSnapshots(count: number): string {
  return `${count} ${count === 1 ? 'snapshot' : 'snapshots'}`;
}
