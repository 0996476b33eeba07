import type { ExistingSnapshot, Instance, Volume } from '@/lib/plan/inventory';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { checkCreatePermission, type CreatePermission } from './check-create-permission';
import { createClients } from './create-clients';
import { prepareSnapshot, type PreparedCreate, type SnapshotOrder } from './create-snapshot';
import { describeLocks } from './describe-locks';
import { describeSnapshots } from './describe-snapshots';
import { describeVolumes } from './describe-volumes';
import { fetchIdentity, type AwsIdentity } from './fetch-identity';
import { findInstances, type InstanceQuery } from './find-instances';
import { findSnapshotsByStep, findSnapshotsOfRuns } from './find-snapshots';
import { listInstances } from './list-instances';
import { listSnapshots } from './list-snapshots';
import { readRegion } from './read-aws';
import type {
  FoundSnapshot,
  SnapshotLock,
  SnapshotReport,
  TaggedSnapshot,
} from './snapshot-report';

/**
 * One AWS account and region, seen with one person's session. Everything but `prepareSnapshot`
 * fails with an `AppError` of an `aws-*` code; see the file of each for its cost and its limits.
 */
export type AwsEnvironment = {
  readonly name: string;
  readonly readRegion: () => Promise<string>;
  readonly fetchIdentity: () => Promise<AwsIdentity>;
  readonly findInstances: (query: InstanceQuery) => Promise<readonly Instance[]>;
  readonly listInstances: (limits: { readonly mostPages: number }) => Promise<readonly Instance[]>;
  readonly describeVolumes: (volumeIds: readonly string[]) => Promise<readonly Volume[]>;
  readonly listSnapshots: (volumeIds: readonly string[]) => Promise<readonly ExistingSnapshot[]>;
  readonly checkCreatePermission: (order: SnapshotOrder) => Promise<CreatePermission>;
  readonly prepareSnapshot: (
    order: SnapshotOrder,
    limits: { readonly deadlineMs: number },
  ) => Promise<PreparedCreate>;
  readonly findSnapshotsByStep: (step: {
    readonly runId: string;
    readonly stepId: string;
  }) => Promise<readonly FoundSnapshot[]>;
  readonly findSnapshotsOfRuns: (runIds: readonly string[]) => Promise<readonly TaggedSnapshot[]>;
  readonly describeSnapshots: (
    snapshotIds: readonly string[],
  ) => Promise<readonly SnapshotReport[]>;
  readonly describeLocks: (
    snapshotIds: readonly string[],
  ) => Promise<readonly SnapshotLock[] | null>;
  /** Closes kept connections; calls under way fail. */
  readonly destroy: () => void;
};

/** Sends nothing yet. Keep the result per environment and session: it holds connections. */
export function createAwsEnvironment(config: AwsEnvironmentConfig): AwsEnvironment {
  const clients = createClients(config);
  return {
    name: config.name,
    readRegion: () => readRegion(clients),
    fetchIdentity: () => fetchIdentity(clients),
    findInstances: (query) => findInstances(clients, query),
    listInstances: (limits) => listInstances(clients, limits),
    describeVolumes: (volumeIds) => describeVolumes(clients, volumeIds),
    listSnapshots: (volumeIds) => listSnapshots(clients, volumeIds),
    checkCreatePermission: (order) => checkCreatePermission(clients, order),
    prepareSnapshot: (order, limits) => prepareSnapshot(clients, order, limits),
    findSnapshotsByStep: (step) => findSnapshotsByStep(clients, step),
    findSnapshotsOfRuns: (runIds) => findSnapshotsOfRuns(clients, runIds),
    describeSnapshots: (snapshotIds) => describeSnapshots(clients, snapshotIds),
    describeLocks: (snapshotIds) => describeLocks(clients, snapshotIds),
    destroy: clients.destroy,
  };
}
