import {
  CreateSnapshotCommand,
  type CreateSnapshotCommandInput,
  type CreateSnapshotCommandOutput,
} from '@aws-sdk/client-ec2';
import type { SnapshotTag } from '@/lib/plan/plan';
import { awaitCredentials, renewExpired } from './credentials';
import type { AwsClients } from './create-clients';
import { classifyCreateFailure, classifyUnsent, type CreateOutcome } from './create-outcome';
import { parseState } from './snapshots';

export type SnapshotInput = {
  readonly volumeId: string;
  readonly description: string;
  readonly tags: readonly SnapshotTag[];
};

/**
 * Asks EC2 for one snapshot in exactly one attempt, which is over at its deadline. Never throws:
 * what became of it is the outcome. `deadlineAt` is by `performance.now()`.
 */
export async function createSnapshot(
  clients: AwsClients,
  input: SnapshotInput,
  { deadlineAt }: { readonly deadlineAt: number },
): Promise<CreateOutcome> {
  let sent = false;
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), deadlineAt - performance.now());
  const command = new CreateSnapshotCommand(buildCreateInput(input));
  // The last step before the request is sent. A process that was paused after it marked the step
  // must not call late, when others may have looked the call up and called again; a signal cannot
  // tell, because its timer was paused as well.
  command.middlewareStack.add(
    (next) => (args) => {
      if (performance.now() >= deadlineAt) throw new Error('The deadline is over.');
      sent = true;
      return next(args);
    },
    { step: 'deserialize', priority: 'low', name: 'lastLookAtTheClock' },
  );
  try {
    // Asked for by itself, so that what fails here is known to have failed before anything was sent.
    await awaitCredentials(clients.credentials, end.signal);
    return readReply(await clients.singleAttemptEc2.send(command, { abortSignal: end.signal }));
  } catch (error) {
    await renewExpired(clients, error, end.signal);
    return sent ? classifyCreateFailure(error) : classifyUnsent(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The tags go with the create call itself: there is never a snapshot that cannot be found by them. */
export function buildCreateInput(input: SnapshotInput): CreateSnapshotCommandInput {
  return {
    VolumeId: input.volumeId,
    Description: input.description,
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: input.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      },
    ],
  };
}

// A 200 with an empty or foreign body comes out of the SDK as a reply without fields.
function readReply(reply: CreateSnapshotCommandOutput): CreateOutcome {
  const requestId = reply.$metadata.requestId ?? null;
  if (!reply.SnapshotId) {
    const message = 'The reply contains no snapshot ID.';
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
