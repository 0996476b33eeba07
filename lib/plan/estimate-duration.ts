/** How long a snapshot took before, from the history. */
export type SnapshotTime = {
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly tookMs: number;
};

/** Fewer than these are no pattern; the volume's own past counts from the first one. */
const FEWEST_SIMILAR = 3;

/**
 * How long a snapshot of this volume will take, going by its own past, or by that of volumes from
 * half to twice its size. The median: one snapshot that took hours says nothing about the next.
 * Null where the history says too little.
 */
export function estimateDuration(
  volume: { readonly volumeId: string; readonly sizeGib: number },
  times: readonly SnapshotTime[],
): number | null {
  const own = times.filter(({ volumeId }) => volumeId === volume.volumeId);
  if (own.length > 0) return findMedian(own);
  const similar = times.filter(
    ({ sizeGib }) => sizeGib >= volume.sizeGib / 2 && sizeGib <= volume.sizeGib * 2,
  );
  return similar.length < FEWEST_SIMILAR ? null : findMedian(similar);
}

function findMedian(times: readonly SnapshotTime[]): number | null {
  const sorted = times.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
