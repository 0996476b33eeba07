import type { Sandbox } from '@/sandbox/sandbox';
import { buildAppEnvironment } from '@/scripts/stack/app-environment';

export type Variables = Readonly<Record<string, string>>;

/** Signing in takes no part here, but the product wants to know how it would be done. */
const SIGN_IN: Variables = {
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'snapgate',
  OIDC_CLIENT_SECRET: 'unused',
  ROLE_OPERATOR: 'snapgate-operators',
};

/** The variables of a product process on these stand-ins and this database. */
export function buildProductEnvironment(
  sandbox: Pick<Sandbox, 'environment'>,
  databaseUrl: string,
  variables: Variables = {},
): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    ...buildAppEnvironment({
      variables: { PATH, HOME, TMPDIR, ...SIGN_IN },
      standIns: ['freshservice', 'ec2', 'slack'],
      sandbox: sandbox.environment,
      databaseUrl,
      appUrl: 'http://127.0.0.1:3000',
      port: 3000,
      secret: 'a-secret-of-the-harness-that-is-long-enough',
    }),
    LOG_LEVEL: 'info',
    ...variables,
  };
}
