/** A snapshot that really exists in the EC2 stand-in. */
export type ExistingSnapshot = {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly tags: Readonly<Record<string, string>>;
};

/** One snapshot that was requested, and what the record says about it. */
export type Wanted = {
  readonly key: string;
  readonly volumeId: string;
  readonly recordedId: string | null;
};

export type Judgment = {
  readonly wanted: number;
  /** Snapshots beyond the one that was asked for. */
  readonly duplicates: number;
  /** Wanted, but no such snapshot exists. */
  readonly lost: number;
  /** The record names another snapshot than the one that exists, or none although one exists. */
  readonly wrongIds: number;
};

/** Compares what was asked for with what exists; `keyOf` says which request a snapshot belongs to. */
export function checkRecord(
  wanted: readonly Wanted[],
  existing: readonly ExistingSnapshot[],
  keyOf: (snapshot: ExistingSnapshot) => string,
): Judgment {
  const byKey = groupBy(existing, keyOf);
  const findings = wanted.map((one) => judgeOne(one, byKey.get(one.key) ?? []));
  const keys = new Set(wanted.map(({ key }) => key));
  const strays = existing.filter((snapshot) => !keys.has(keyOf(snapshot))).length;
  const sum = (name: 'duplicates' | 'lost' | 'wrongIds') =>
    findings.reduce((total, finding) => total + finding[name], 0);
  return {
    wanted: wanted.length,
    duplicates: sum('duplicates') + strays,
    lost: sum('lost'),
    wrongIds: sum('wrongIds'),
  };
}

function judgeOne(wanted: Wanted, existing: readonly ExistingSnapshot[]) {
  const named = existing.some(
    ({ snapshotId, volumeId }) => snapshotId === wanted.recordedId && volumeId === wanted.volumeId,
  );
  const agrees = existing.length === 0 ? wanted.recordedId === null : named;
  return {
    duplicates: Math.max(0, existing.length - 1),
    lost: existing.length === 0 ? 1 : 0,
    wrongIds: agrees ? 0 : 1,
  };
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
