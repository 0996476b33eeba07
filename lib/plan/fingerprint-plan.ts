import { createHash } from 'node:crypto';

/** Everything that Execute would do. Dates, tags, sizes and the agent are not part of it. */
export type FingerprintInput = {
  /** Canonical, such as `CHN-7303`. */
  readonly ticket: string;
  readonly environmentChoice: string;
  readonly environments: readonly {
    readonly name: string;
    readonly region: string;
    readonly accountId: string | null;
  }[];
  readonly targets: readonly FingerprintTarget[];
};

export type FingerprintTarget = {
  readonly taskId: string;
  readonly serverName: string;
  readonly ipAddress: string;
  readonly environment: string;
  readonly instanceId: string;
  readonly volumeId: string;
};

/** SHA-256, hex, of what would be done: the same at any time and in any order. */
export function fingerprintPlan(input: FingerprintInput): string {
  const environments = input.environments.map((one) => [one.name, one.region, one.accountId]);
  const targets = input.targets.map((one) => {
    const asked = [one.taskId, one.serverName, one.ipAddress];
    return [...asked, one.environment, one.instanceId, one.volumeId];
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
