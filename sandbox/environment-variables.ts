import type { SandboxEnvironment } from './ec2/accounts';
import { STAND_INS, type Sandbox, type SandboxOptions, type StandIn } from './sandbox';

type Variables = Readonly<Record<string, string>>;

const DEFAULT_ENVIRONMENTS = ['prod-eu', 'prod-us'];

/** The product's variables (SPEC section 9) for the stand-ins that were started. */
export function environmentVariables(
  options: SandboxOptions,
  sandbox: Omit<Sandbox, 'environment'>,
): Variables {
  const names = options.awsEnvironments ?? DEFAULT_ENVIRONMENTS;
  const variables: Readonly<Record<StandIn, Variables>> = {
    freshservice: {
      FRESHSERVICE_URL: sandbox.freshservice.url,
      FRESHSERVICE_API_KEY: sandbox.freshservice.apiKey,
    },
    ec2: {
      AWS_ENDPOINT_URL_EC2: sandbox.ec2.url,
      AWS_ENDPOINT_URL_STS: sandbox.ec2.url,
      AWS_ACCESS_KEY_ID: sandbox.ec2.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.ec2.secretAccessKey,
      AWS_REGION: 'eu-west-1',
      AWS_ENVIRONMENTS: JSON.stringify(
        sandbox.ec2.environments
          .filter(({ name }) => names.includes(name))
          .map((one) => toVariable(one, options.operators?.[one.name])),
      ),
    },
    slack: {
      SLACK_API_URL: sandbox.slack.url,
      SLACK_BOT_TOKEN: sandbox.slack.token,
      SLACK_CHANNEL: sandbox.slack.channel,
      SLACK_USERNAME: 'Snapgate',
    },
    oidc: {
      OIDC_ISSUER: sandbox.oidc.issuer,
      OIDC_CLIENT_ID: sandbox.oidc.clientId,
      OIDC_CLIENT_SECRET: sandbox.oidc.clientSecret,
      ROLE_VIEWER: 'snapgate-viewers',
      ROLE_OPERATOR: 'snapgate-operators',
      ROLE_AUDITOR: 'snapgate-auditors',
      ROLE_ADMIN: 'snapgate-admins',
      ROLE_CLEANUP: 'snapgate-cleanup',
    },
  };
  const started = options.include ?? STAND_INS;
  return Object.fromEntries(started.flatMap((name) => Object.entries(variables[name])));
}

function toVariable(
  { name, region, roleArn, externalId, deleteRoleArn, keepDays }: SandboxEnvironment,
  operators: readonly string[] | undefined,
) {
  return { name, region, roleArn, externalId, deleteRoleArn, keepDays, operators };
}
