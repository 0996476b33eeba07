import { createHash } from 'node:crypto';
import type { SnapshotTag } from './plan';

/**
 * Everything that Execute would do, and what the plan shows of each server. Times, the age of the
 * last snapshot, the date in names and the agent are not part of it: they change by themselves.
 */
export type FingerprintInput = {
  /** Canonical, such as `CHN-7303`. */
  readonly ticket: string;
  readonly environmentChoice: string;
  readonly environments: readonly {
    readonly name: string;
    readonly region: string;
    readonly accountId: string | null;
    readonly extraTags?: readonly SnapshotTag[];
    readonly keepDays?: number | null;
  }[];
  readonly targets: readonly FingerprintTarget[];
};

export type FingerprintTarget = {
  readonly taskId: string;
  readonly serverName: string;
  readonly ipAddress: string;
  readonly environment: string;
  readonly instanceId: string;
  readonly nameTag: string | null;
  readonly instanceState: string;
  readonly rootDeviceName: string;
  readonly volumeId: string;
  readonly volumeSizeGib: number;
  readonly encrypted: boolean;
};

/** SHA-256, hex, of what would be done: the same at any time and in any order. */
export function fingerprintPlan(input: FingerprintInput): string {
  const environments = input.environments.map(({ keepDays = null, ...environment }) => {
    const { name, region, accountId, extraTags = [] } = environment;
    const tags = sortRows(extraTags.map(({ key, value }) => [key, value]));
    // Where nothing expires, a plan armed by an earlier release has the same fingerprint.
    return [name, region, accountId, tags, ...(keepDays === null ? [] : [keepDays])];
  });
  const targets = input.targets.map((one) => {
    const asked = [one.taskId, one.serverName, one.ipAddress, one.environment];
    const instance = [one.instanceId, one.nameTag, one.instanceState, one.rootDeviceName];
    return [...asked, ...instance, one.volumeId, one.volumeSizeGib, one.encrypted];
  });
  // JSON keeps the parts apart: no two different plans can be spelled the same way.
  const canonical = JSON.stringify([
    input.ticket,
    input.environmentChoice,
    sortRows(environments),
    sortRows(targets),
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}

function sortRows(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
