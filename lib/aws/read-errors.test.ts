import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/errors/app-error';
import type { Sandbox } from '@/sandbox/sandbox';
import type { FaultEffect } from '@/sandbox/server/fault';
import { startSandbox } from '@/sandbox/start-sandbox';
import { createAwsEnvironment, type AwsEnvironment } from './aws-environment';

let sandbox: Sandbox;
let environment: AwsEnvironment;

beforeAll(async () => {
  sandbox = await startSandbox({ dataDir: '', appUrl: 'http://127.0.0.1', include: ['ec2'] });
});
afterAll(() => sandbox.close());

beforeEach(() => {
  sandbox.reset();
  for (const [name, value] of Object.entries(sandbox.environment)) vi.stubEnv(name, value);
  const timeouts = { requestMs: 400, readDeadlineMs: 10_000 };
  environment = createAwsEnvironment({ name: 'prod-eu', region: 'eu-west-1', timeouts });
});

afterEach(() => {
  environment.destroy();
  vi.unstubAllEnvs();
});

async function failureOf(pending: Promise<unknown>): Promise<AppError> {
  const error = await pending.catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}

it.each<[string, FaultEffect, AppError['code'], boolean]>([
  ['a cut connection', { kind: 'cut', when: 'before' }, 'aws-unreachable', true],
  ['silence', { kind: 'hang', when: 'before' }, 'aws-unreachable', true],
  [
    'throttling',
    { kind: 'error', code: 'RequestLimitExceeded', when: 'before' },
    'aws-throttled',
    true,
  ],
  ['trouble', { kind: 'error', code: 'InternalError', when: 'before' }, 'aws-unavailable', true],
  [
    'a refusal',
    { kind: 'error', code: 'UnauthorizedOperation', when: 'before' },
    'aws-denied',
    false,
  ],
  [
    'expired credentials',
    { kind: 'error', code: 'RequestExpired', when: 'before' },
    'aws-denied',
    false,
  ],
  [
    'a wrong parameter',
    { kind: 'error', code: 'InvalidParameterValue', when: 'before' },
    'aws-refused',
    false,
  ],
])('turns %s into an error that says what to do', async (_, effect, code, retryable) => {
  sandbox.faults.add({ system: 'ec2', operation: 'DescribeVolumes', effect });
  const error = await failureOf(environment.describeVolumes(['vol-1']));
  expect(error).toMatchObject({ code, retryable });
  expect(error.message).toContain('prod-eu');
  expect(error.hint).not.toBe('');
  expect(error.details).toMatchObject({ operation: 'DescribeVolumes', environment: 'prod-eu' });
  expect(JSON.stringify([error.message, error.details])).not.toContain('sandbox-secret');
});

it('keeps the request id of AWS', async () => {
  const effect = { kind: 'error', code: 'InvalidParameterValue' } as const;
  sandbox.faults.add({ system: 'ec2', operation: 'DescribeVolumes', effect });
  const error = await failureOf(environment.describeVolumes(['vol-1']));
  expect(error.details).toMatchObject({
    awsCode: 'InvalidParameterValue',
    httpStatus: 400,
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
  });
});

it('never takes a page that is not EC2 for "nothing there"', async () => {
  sandbox.faults.add({ system: 'ec2', effect: { kind: 'not-json' } });
  for (const pending of [
    environment.findInstances({ addresses: ['10.20.3.11'], names: [] }),
    environment.describeVolumes(['vol-1']),
    environment.findSnapshotsOfRuns(['run-1']),
    environment.describeSnapshots(['snap-1']),
    environment.fetchIdentity(),
  ]) {
    expect((await failureOf(pending)).code).toBe('aws-unavailable');
  }
});
