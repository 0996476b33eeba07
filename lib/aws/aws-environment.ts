import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { inSpan } from '@/lib/outgoing/span';
import type { SnapshotTag } from '@/lib/plan/plan';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { type AwsClients, createClients } from './create-clients';
import type { CreateOutcome } from './create-outcome';
import { checkCreatePermission, type CreatePermission } from './create-permission';
import { createSnapshot, type SnapshotInput } from './create-snapshot';
import { type DeletionFacts, describeForDeletion } from './deletion-facts';
import { createInstanceReads, type InstanceReads } from './instances';
import { readAws, readRegion, requireField } from './read-aws';
import { describeLocks, type SnapshotLock } from './snapshot-report';
import { createSnapshotReads, type SnapshotReads } from './snapshots';

/**
 * One AWS account and region, seen with one person's session. Everything but `createSnapshot`
 * fails with an `AppError` of an `aws-*` code; see the file of each for its cost and its limits.
 */
export type AwsEnvironment = InstanceReads &
  SnapshotReads & {
    readonly name: string;
    readonly extraTags: readonly SnapshotTag[];
    /** Null: its snapshots do not expire. */
    readonly keepDays: number | null;
    readonly readRegion: () => Promise<string>;
    readonly fetchIdentity: () => Promise<AwsIdentity>;
    readonly checkCreatePermission: (input: SnapshotInput) => Promise<CreatePermission>;
    readonly createSnapshot: (
      input: SnapshotInput,
      deadline: { readonly deadlineAt: number },
    ) => Promise<CreateOutcome>;
    readonly describeLocks: (
      snapshotIds: readonly string[],
    ) => Promise<readonly SnapshotLock[] | null>;
    /** What stands against deleting; asked with the usual credentials, never with those that delete. */
    readonly describeForDeletion: (
      snapshotIds: readonly string[],
    ) => Promise<readonly DeletionFacts[]>;
    /** Sets the Name tag of a snapshot, and nothing else. */
    readonly correctName: (snapshotId: string, name: string) => Promise<void>;
    /** Closes kept connections; calls under way fail. */
    readonly destroy: () => void;
  };

/** Sends nothing yet. Keep the result per environment and session: it holds connections. */
export function createAwsEnvironment(config: AwsEnvironmentConfig): AwsEnvironment {
  const clients = createClients(config);
  return {
    name: config.name,
    extraTags: config.extraTags ?? [],
    keepDays: config.keepDays ?? null,
    readRegion: () => readRegion(clients),
    fetchIdentity: () => fetchIdentity(clients),
    ...createInstanceReads(clients),
    checkCreatePermission: (input) => checkCreatePermission(clients, input),
    createSnapshot: (input, deadline) =>
      inSpan('EC2 CreateSnapshot', { environment: config.name, volume: input.volumeId }, () =>
        createSnapshot(clients, input, deadline),
      ),
    ...createSnapshotReads(clients),
    describeLocks: (snapshotIds) => describeLocks(clients, snapshotIds),
    describeForDeletion: (snapshotIds) => describeForDeletion(clients, snapshotIds),
    correctName: (snapshotId, name) => correctName(clients, snapshotId, name),
    destroy: clients.destroy,
  };
}

/** `accountId` has 12 digits; `arn` names the role session, and with it the agent. */
type AwsIdentity = { readonly accountId: string; readonly arn: string };

/** Asks STS who these credentials are. Needs no permission. */
async function fetchIdentity(clients: AwsClients): Promise<AwsIdentity> {
  const reply = await readAws(clients, 'GetCallerIdentity', (options) =>
    clients.sts.send(new GetCallerIdentityCommand({}), options),
  );
  return {
    accountId: requireField(clients, 'GetCallerIdentity', reply.Account),
    arn: requireField(clients, 'GetCallerIdentity', reply.Arn),
  };
}

/**
 * Sets the Name tag of one snapshot and nothing else. The same call again changes nothing, so it is
 * tried like a read. Throws an `AppError` of an `aws-*` code.
 */
async function correctName(clients: AwsClients, snapshotId: string, name: string): Promise<void> {
  const command = new CreateTagsCommand({
    Resources: [snapshotId],
    Tags: [{ Key: 'Name', Value: name }],
  });
  await readAws(clients, 'CreateTags', (options) => clients.readEc2.send(command, options));
}
