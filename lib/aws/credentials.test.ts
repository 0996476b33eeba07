import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/errors/app-error';
import { openServer, type NodeEnv, type OpenServer } from '@/sandbox/server/open-server';
import type { AwsEnvironmentConfig } from './aws-environment-config';
import { createAwsEnvironment, type AwsEnvironment } from './aws-environment';
import type { CreateOutcome } from './create-outcome';

const ROLE = 'arn:aws:iam::111122223333:role/snapgate';
const ORDER = { volumeId: 'vol-1', description: 'd', tags: [] };

const ASSUMED = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
  <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account>
  <Arn>arn:aws:sts::111122223333:assumed-role/snapgate/jo</Arn><UserId>u</UserId>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

const CREATED = '<CreateSnapshotResponse><snapshotId>snap-1</snapshotId></CreateSnapshotResponse>';
const NO_SNAPSHOTS = '<DescribeSnapshotsResponse><snapshotSet/></DescribeSnapshotsResponse>';

function stsError(code: string, status: number): () => Response {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  return () => new Response(body, { status });
}

let sts: OpenServer;
let ec2: OpenServer;
let folder: string;
let assumeRole: () => Response;
let stsCalls: { action: string | null; form: URLSearchParams; keyId: string | undefined }[];
let ec2Calls: { keyId: string | undefined }[];
const environments: AwsEnvironment[] = [];

beforeEach(async () => {
  [stsCalls, ec2Calls, assumeRole] = [[], [], () => new Response(ASSUMED)];
  folder = mkdtempSync(join(tmpdir(), 'snapgate-credentials-'));
  sts = await open(async (form, keyId) => {
    const action = form.get('Action');
    stsCalls.push({ action, form, keyId });
    return action === 'AssumeRole' ? assumeRole() : new Response(IDENTITY);
  });
  ec2 = await open(async (form, keyId) => {
    ec2Calls.push({ keyId });
    return new Response(form.get('Action') === 'CreateSnapshot' ? CREATED : NO_SNAPSHOTS);
  });
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.origin);
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.origin);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIABASE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  writeProfiles('');
});

afterEach(async () => {
  for (const environment of environments.splice(0)) environment.destroy();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await Promise.all([sts.close(), ec2.close()]);
});

function open(answer: (form: URLSearchParams, keyId: string | undefined) => Promise<Response>) {
  const app = new Hono<NodeEnv>().all('*', async ({ req }) => {
    const keyId = /Credential=([^/]+)/.exec(req.header('authorization') ?? '')?.[1];
    return answer(new URLSearchParams(await req.text()), keyId);
  });
  return openServer({ host: '127.0.0.1', port: 0, createApp: () => app });
}

/** A fresh path each time, because the SDK remembers the files it has read. */
function writeProfiles(text: string): void {
  const file = join(folder, `config-${crypto.randomUUID()}`);
  writeFileSync(file, text);
  vi.stubEnv('AWS_CONFIG_FILE', file);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${file}-none`);
}

function connect(config: Partial<AwsEnvironmentConfig> = {}): AwsEnvironment {
  const environment = createAwsEnvironment({ name: 'prod', region: 'eu-west-1', ...config });
  environments.push(environment);
  return environment;
}

async function create(environment: AwsEnvironment, deadlineMs: number): Promise<CreateOutcome> {
  return environment.createSnapshot(ORDER, { deadlineAt: performance.now() + deadlineMs });
}

async function failureOf(pending: Promise<unknown>): Promise<AppError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

describe('credentials', () => {
  it('come from the SDK’s own chain by default, and reach the endpoints it was told', async () => {
    const environment = connect();
    expect(await environment.fetchIdentity()).toEqual({
      accountId: '111122223333',
      arn: 'arn:aws:sts::111122223333:assumed-role/snapgate/jo',
    });
    await create(environment, 2_000);
    expect(stsCalls.map(({ keyId }) => keyId)).toEqual(['AKIABASE']);
    expect(ec2Calls.map(({ keyId }) => keyId)).toEqual(['AKIABASE']);
  });

  it('come from the profile that is named, even where the variables hold others', async () => {
    writeProfiles('[profile audit]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n');
    await connect({ profile: 'audit' }).fetchIdentity();
    expect(stsCalls.map(({ keyId }) => keyId)).toEqual(['AKIAPROFILE']);
  });

  it('assume the role once for all clients, in the name of the agent', async () => {
    const environment = connect({
      roleArn: ROLE,
      externalId: 'x-1',
      sessionName: 'jo@example.com',
    });
    await Promise.all([
      environment.fetchIdentity(),
      create(environment, 2_000),
      environment.describeSnapshots(['snap-1']),
    ]);
    const assumed = stsCalls.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ keyId }) => keyId)).toEqual(['AKIABASE']);
    expect(Object.fromEntries(assumed[0]?.form ?? [])).toMatchObject({
      RoleArn: ROLE,
      RoleSessionName: 'jo@example.com',
      ExternalId: 'x-1',
    });
    expect(ec2Calls.map(({ keyId }) => keyId)).toEqual(['ASIAROLE', 'ASIAROLE']);
  });

  it('assume the role with the profile that is named', async () => {
    writeProfiles('[profile hub]\naws_access_key_id = AKIAHUB\naws_secret_access_key = s\n');
    await connect({ profile: 'hub', roleArn: ROLE }).fetchIdentity();
    expect(stsCalls.map(({ action, keyId }) => [action, keyId])).toEqual([
      ['AssumeRole', 'AKIAHUB'],
      ['GetCallerIdentity', 'ASIAROLE'],
    ]);
  });

  it('name the role that may not be assumed', async () => {
    assumeRole = stsError('AccessDenied', 403);
    const error = await failureOf(connect({ roleArn: ROLE }).fetchIdentity());
    expect(error.code).toBe('aws-denied');
    expect(error.message).toContain(`role ${ROLE} could not be used (AccessDenied)`);
  });

  it('name the profile that does not exist', async () => {
    const error = await failureOf(connect({ profile: 'nobody' }).describeVolumes(['vol-1']));
    expect(error.code).toBe('aws-denied');
    expect(error.message).toContain('profile nobody could not be used');
    expect(ec2Calls).toEqual([]);
  });

  it.each([
    ['an SSO session of the profile', 'sso_session = corp', undefined],
    [
      'an SSO profile of the older form',
      'sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1',
      undefined,
    ],
    ['an SSO session under a role', 'sso_session = corp', ROLE],
  ])('name the command that renews %s', async (_, lines, roleArn) => {
    vi.stubEnv('HOME', folder);
    const session =
      '[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n';
    writeProfiles(
      `${session}[profile night]\n${lines}\nsso_account_id = 111122223333\nsso_role_name = ops\n`,
    );
    const environment = connect({ profile: 'night', roleArn });
    const error = await failureOf(environment.describeVolumes(['vol-1']));
    expect(error.code).toBe('aws-denied');
    expect(error.hint).toContain('Run `aws sso login --profile night` on the Snapgate server');
    expect(ec2Calls).toEqual([]);
  });

  it('tell credentials that are missing altogether', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const error = await failureOf(connect().fetchIdentity());
    expect(error.code).toBe('aws-denied');
    expect(error.message).toContain('the default credentials of this server could not be used');
  });

  it.each<[string, () => Response, string]>([
    ['busy', stsError('Throttling', 400), 'aws-throttled'],
    ['in trouble', stsError('InternalFailure', 500), 'aws-unavailable'],
    ['silent', () => RESPONSE_ALREADY_SENT, 'aws-unreachable'],
  ])('do not count as refused while STS is %s', async (_, answer, code) => {
    assumeRole = answer;
    const timeouts = { requestMs: 400, readDeadlineMs: 10_000 };
    const error = await failureOf(connect({ roleArn: ROLE, timeouts }).describeVolumes(['vol-1']));
    expect(error.code).toBe(code);
    expect(ec2Calls).toEqual([]);
  });
});

describe('a create without credentials', () => {
  it.each<[string, () => Response, 'unreachable' | 'denied']>([
    ['a role that may not be assumed', stsError('AccessDenied', 403), 'denied'],
    ['STS being in trouble', stsError('InternalFailure', 500), 'unreachable'],
    ['STS being silent', () => RESPONSE_ALREADY_SENT, 'unreachable'],
  ])('is refused and never sent: %s', async (_, answer, reason) => {
    assumeRole = answer;
    const environment = connect({ roleArn: ROLE, timeouts: { requestMs: 5_000 } });
    const outcome = await create(environment, 300);
    expect(outcome).toMatchObject({ kind: 'refused', reason });
    expect(ec2Calls).toEqual([]);
  });
});

describe('the region', () => {
  it('comes from the SDK’s own chain where none is set', async () => {
    vi.stubEnv('AWS_REGION', 'eu-north-1');
    await expect(connect({ region: undefined }).readRegion()).resolves.toBe('eu-north-1');
  });

  it('comes from the profile that is named', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    writeProfiles('[profile far]\nregion = ap-south-1\n');
    const environment = connect({ region: undefined, profile: 'far' });
    await expect(environment.readRegion()).resolves.toBe('ap-south-1');
  });

  it('is asked for in plain words where nothing names one', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const error = await failureOf(connect({ region: undefined }).describeVolumes(['vol-1']));
    expect(error.message).toBe('No AWS region is set for environment prod.');
  });
});
