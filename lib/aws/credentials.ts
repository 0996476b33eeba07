import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
} from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { classifyErrorCode } from './aws-error-codes';
import { parseAwsFailure } from './aws-failure';

/** Getting credentials failed: the call they were meant for was never sent. */
export class AwsCredentialsError extends Error {
  /** The profile that was asked; null: that of the SDK's own chain. */
  readonly profile: string | null;

  constructor(cause: unknown, profile: string | null = null) {
    super('no AWS credentials', { cause });
    this.name = 'AwsCredentialsError';
    this.profile = profile;
  }
}

type Provider = ReturnType<typeof fromNodeProviderChain>;

/**
 * The profile, or the SDK's own chain; then the role, if there is one. Every failure comes out as
 * `AwsCredentialsError`, because STS and EC2 errors look alike and only the origin tells them apart.
 */
export function buildCredentials(config: AwsEnvironmentConfig, handler: NodeHttpHandler): Provider {
  const provider = chooseProvider(config, handler);
  return async (caller) => {
    try {
      return await provider(caller);
    } catch (cause) {
      throw new AwsCredentialsError(cause, config.profile ?? null);
    }
  };
}

/**
 * Resolves once there are credentials. Asked before a call, so that what fails here is known to
 * have failed before anything was sent; the client remembers them for the call itself. The SDK
 * does not stop fetching at a signal (a `credential_process` may hang), so we stop waiting.
 */
export async function awaitCredentials(
  provider: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    const stop = () => reject(new AwsCredentialsError(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([provider(), late]);
}

function chooseProvider(config: AwsEnvironmentConfig, handler: NodeHttpHandler): Provider {
  const own =
    config.profile === undefined ? fromNodeProviderChain() : fromIni({ profile: config.profile });
  if (config.roleArn === undefined) return own;
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: config.roleArn,
      RoleSessionName: config.sessionName ?? 'snapgate',
      ...(config.externalId === undefined ? {} : { ExternalId: config.externalId }),
    },
    // The SDK finds AWS_ENDPOINT_URL_STS for this client by itself (shown by a test).
    // Without a region it takes that of the client that asks.
    clientConfig: {
      requestHandler: handler,
      maxAttempts: 2,
      ...(config.region === undefined ? {} : { region: config.region }),
    },
  });
}

/**
 * Where AWS says that the credentials have expired, asks for new ones, so that the next call has
 * them. The SDK goes by this machine's clock and would send the old ones on, for as long as that
 * clock is late. Never throws: credentials that cannot be renewed are what the next call reports.
 */
export async function renewExpired(
  clients: { readonly renewCredentials: () => Promise<void> },
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const failure = parseAwsFailure(error);
  if (failure.kind !== 'answered' || signal.aborted) return;
  if (classifyErrorCode(failure.code) !== 'credentials-expired') return;
  await awaitCredentials(clients.renewCredentials, signal).catch(() => undefined);
}

/**
 * The name under which a role is assumed, so that CloudTrail shows a person: the agent's e-mail in
 * the alphabet AWS allows (`A-Z a-z 0-9 _ + = , . @ -`), 2 to 64 characters.
 */
export function buildSessionName(email: string): string {
  const allowed = email.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  // One character is below AWS's minimum, and an empty one would fail every call of the agent.
  return allowed.length >= 2 ? allowed : `snapgate-${allowed}`;
}
