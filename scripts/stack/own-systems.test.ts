import { describe, expect, it } from 'vitest';
import { findOwnSystems, listStandIns } from './own-systems';

const ALL = ['freshservice', 'ec2', 'slack', 'oidc'];

describe('listStandIns', () => {
  it.each([
    [{}, ALL],
    [{ FRESHSERVICE_URL: 'https://a.freshservice.com/api/v2' }, ['ec2', 'slack', 'oidc']],
    [{ ENV_FRESH_SERVICE_URL: 'https://a.freshservice.com/api/v2' }, ['ec2', 'slack', 'oidc']],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, ['freshservice', 'slack', 'oidc']],
    [{ AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:9' }, ['freshservice', 'slack', 'oidc']],
    [{ SLACK_API_URL: 'http://127.0.0.1:9/' }, ['freshservice', 'ec2', 'oidc']],
    [{ OIDC_ISSUER: 'https://login.example.com' }, ['freshservice', 'ec2', 'slack']],
    [{ OIDC_ISSUER: ' ' }, ALL],
  ])('%j leaves %j to the sandbox', (variables, expected) => {
    expect(listStandIns(variables)).toEqual(expected);
  });
});

describe('findOwnSystems', () => {
  it('names what is the person’s own and hides the password', () => {
    const own = findOwnSystems({ DATABASE_URL: 'postgresql://me:secret@db.example.com/x' });
    expect(own).toEqual([{ name: 'PostgreSQL', address: 'postgresql://me@db.example.com/x' }]);
  });
});
