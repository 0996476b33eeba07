import { describe, expect, it } from 'vitest';
import { buildAppEnvironment } from './app-environment';
import type { AppEnvironmentInput } from './app-environment';

function build(overrides: Partial<AppEnvironmentInput> = {}) {
  return buildAppEnvironment({
    variables: { PATH: '/bin' },
    standIns: ['freshservice', 'ec2', 'slack', 'oidc'],
    sandbox: { AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:4102', FRESHSERVICE_API_KEY: 'sandbox' },
    databaseUrl: 'postgresql://127.0.0.1/x',
    appUrl: 'http://127.0.0.1:3000',
    port: 3000,
    secret: 's',
    ...overrides,
  });
}

describe('buildAppEnvironment', () => {
  it('never lets a profile of the person reach a real account while EC2 is stood in for', () => {
    const variables = {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    };
    const environment = build({ variables });
    for (const name of Object.keys(variables)) expect(environment).not.toHaveProperty(name);
    expect(environment).toMatchObject({
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:4102',
    });
  });

  it("leaves AWS alone when the person's own endpoint is used", () => {
    const variables = { AWS_PROFILE: 'test', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const environment = build({ variables, standIns: ['slack'], sandbox: {} });
    expect(environment).toMatchObject(variables);
    expect(environment).not.toHaveProperty('AWS_CONFIG_FILE');
  });

  it("does not mix a person's key with the stand-in's address", () => {
    const variables = { FRESHSERVICE_API_KEY: 'real', ENV_FRESH_SERVICE_KEY_API_B64: 'cmVhbA==' };
    const environment = build({ variables });
    expect(environment['FRESHSERVICE_API_KEY']).toBe('sandbox');
    expect(environment).not.toHaveProperty('ENV_FRESH_SERVICE_KEY_API_B64');
  });
});
