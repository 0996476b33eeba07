import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
} from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsEnvironmentConfig } from './aws-environment-config';

/** Getting credentials failed: the call they were meant for was never sent. */
export class AwsCredentialsError extends Error {
  constructor(cause: unknown) {
    super('no AWS credentials', { cause });
    this.name = 'AwsCredentialsError';
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
      throw new AwsCredentialsError(cause);
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
