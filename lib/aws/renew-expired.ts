import { isExpired } from './aws-error-codes';
import { awaitCredentials } from './build-credentials';
import type { AwsClients } from './create-clients';
import { readAwsFailure } from './read-aws-failure';

/**
 * Where AWS says that the credentials have expired, asks for new ones, so that the next call has
 * them. The SDK goes by this machine's clock and would send the old ones on, for as long as that
 * clock is late. Never throws: credentials that cannot be renewed are what the next call reports.
 */
export async function renewExpired(
  clients: AwsClients,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const failure = readAwsFailure(error);
  if (failure.kind !== 'answered' || !isExpired(failure.code) || signal.aborted) return;
  await awaitCredentials(clients.renewCredentials, signal).catch(() => undefined);
}
