import type { Config } from './config';

/** Variables that only the AWS SDK reads. */
const AWS_SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Every value of the configuration that must never be seen anywhere. */
export function listSecrets(
  config: Config,
  variables: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return [
    config.sessionSecret,
    config.oidc.clientSecret,
    config.freshservice.apiKey,
    config.slack.token,
    config.operations.metricsToken ?? undefined,
    readPassword(config.database.url),
    readPassword(config.database.directUrl),
    ...AWS_SECRETS.map((name) => variables[name]),
  ].filter((secret) => secret !== undefined);
}

function readPassword(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  try {
    return decodeURIComponent(new URL(address).password);
  } catch {
    return new URL(address).password;
  }
}
