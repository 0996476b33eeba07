import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { createClients } from './create-clients';
import { classifyCreateFailure, type CreateOutcome } from './create-outcome';
import { awaitCredentials, renewExpired } from './credentials';

/** What became of one delete call. Deleting again is safe, so `unknown` is tried again. */
export type DeleteOutcome =
  | { readonly kind: 'deleted'; readonly requestId: string | null }
  /** It was not there any longer. */
  | { readonly kind: 'gone' }
  | Extract<CreateOutcome, { kind: 'refused' | 'unknown' }>;

/** The one thing that the role for deleting is assumed for. */
export type SnapshotDeleter = {
  readonly deleteSnapshot: (
    snapshotId: string,
    deadline: { readonly deadlineAt: number },
  ) => Promise<DeleteOutcome>;
};

const GONE = 'InvalidSnapshot.NotFound';

/** Has credentials and connections of its own: no other call ever goes through it. */
export function createSnapshotDeleter(
  config: AwsEnvironmentConfig & { readonly deleteRoleArn: string },
): SnapshotDeleter {
  const clients = createClients({ ...config, roleArn: config.deleteRoleArn });
  return {
    async deleteSnapshot(SnapshotId, { deadlineAt }) {
      const signal = AbortSignal.timeout(Math.max(1, Math.ceil(deadlineAt - performance.now())));
      try {
        await awaitCredentials(clients.credentials, signal);
        const command = new DeleteSnapshotCommand({ SnapshotId });
        const { $metadata } = await clients.singleAttemptEc2.send(command, { abortSignal: signal });
        return { kind: 'deleted', requestId: $metadata.requestId ?? null };
      } catch (error) {
        await renewExpired(clients, error, signal);
        const failure = classifyCreateFailure(error);
        return failure.code === GONE ? { kind: 'gone' } : failure;
      }
    },
  };
}
