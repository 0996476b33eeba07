import type { Config } from '@/lib/config/config';
import { hasPermission, type Person } from '@/lib/auth/role';

/** What this deployment offers after the snapshots, and what of it this person may do. */
export type RunFeatures = {
  /** The CLI profile of each environment; null: restore commands are not shown. */
  readonly restoreProfiles: Readonly<Record<string, string | null>> | null;
  readonly mayCorrectNames: boolean;
  readonly mayDelete: boolean;
};

export function chooseFeatures(config: Config, { roles }: Person): RunFeatures {
  const profiles = config.environments.map(({ name, profile = null }) => [name, profile] as const);
  return {
    restoreProfiles: config.restoreCommands ? Object.fromEntries(profiles) : null,
    mayDelete:
      config.environments.some(({ deleteRoleArn }) => deleteRoleArn !== undefined) &&
      hasPermission(roles, 'delete-snapshots'),
    mayCorrectNames: config.nameCorrection && hasPermission(roles, 'correct-name'),
  };
}
