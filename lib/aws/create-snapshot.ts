import {
  CreateSnapshotCommand,
  type CreateSnapshotCommandInput,
  type CreateSnapshotCommandOutput,
} from '@aws-sdk/client-ec2';
import type { SnapshotTag } from '@/lib/plan/plan';
import { awaitCredentials } from './build-credentials';
import { classifyCreateFailure } from './classify-create-failure';
import type { AwsClients } from './create-clients';
import type { CreateOutcome } from './create-outcome';
import { parseState } from './map-snapshot';
import { renewExpired } from './renew-expired';

export type SnapshotOrder = {
  readonly volumeId: string;
  readonly description: string;
  readonly tags: readonly SnapshotTag[];
};

/**
 * Asks EC2 for one snapshot, in exactly one attempt that ends after `deadlineMs`. Never throws:
 * what became of the call is the outcome.
 */
export async function createSnapshot(
  clients: AwsClients,
  order: SnapshotOrder,
  { deadlineMs }: { readonly deadlineMs: number },
): Promise<CreateOutcome> {
  const abortSignal = AbortSignal.timeout(deadlineMs);
  try {
    await awaitCredentials(clients.credentials, abortSignal);
    const command = new CreateSnapshotCommand(buildCreateInput(order));
    return readReply(await clients.createEc2.send(command, { abortSignal }));
  } catch (error) {
    await renewExpired(clients, error, abortSignal);
    return classifyCreateFailure(error);
  }
}

/** The tags go with the create call itself: there is never a snapshot that cannot be found by them. */
export function buildCreateInput(order: SnapshotOrder): CreateSnapshotCommandInput {
  return {
    VolumeId: order.volumeId,
    Description: order.description,
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: order.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      },
    ],
  };
}

// A 200 with an empty or foreign body comes out of the SDK as a reply without fields.
function readReply(reply: CreateSnapshotCommandOutput): CreateOutcome {
  const requestId = reply.$metadata.requestId ?? null;
  if (!reply.SnapshotId) {
    const message = 'The reply names no snapshot.';
    return { kind: 'unknown', code: 'UnreadableReply', message, requestId };
  }
  return {
    kind: 'created',
    snapshotId: reply.SnapshotId,
    state: parseState(reply.State),
    startedAt: (reply.StartTime ?? new Date()).toISOString(),
    requestId,
  };
}
