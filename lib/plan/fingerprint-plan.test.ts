import { describe, expect, it } from 'vitest';

import { fingerprintPlan, type FingerprintInput, type FingerprintTarget } from './fingerprint-plan';

const TARGET: FingerprintTarget = {
  taskId: '1001',
  serverName: 'web-01',
  ipAddress: '10.0.0.1',
  environment: 'prod-eu',
  instanceId: 'i-1',
  nameTag: 'web-01',
  instanceState: 'running',
  rootDeviceName: '/dev/xvda',
  volumeId: 'vol-1',
  volumeSizeGib: 8,
  encrypted: true,
};
const INPUT: FingerprintInput = {
  ticket: 'CHN-7303',
  environmentChoice: 'all',
  environments: [
    { name: 'prod-eu', region: 'eu-central-1', accountId: '111111111111' },
    { name: 'prod-us', region: 'us-east-1', accountId: null },
  ],
  targets: [TARGET, { ...TARGET, taskId: '1002' }],
};

describe('a fingerprint', () => {
  it('is a SHA-256 in hex', () => {
    expect(fingerprintPlan(INPUT)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('does not depend on the order of targets or environments', () => {
    const other = {
      ...INPUT,
      targets: INPUT.targets.toReversed(),
      environments: INPUT.environments.toReversed(),
    };
    expect(fingerprintPlan(other)).toBe(fingerprintPlan(INPUT));
  });

  it('is the same as in earlier releases where nothing expires', () => {
    const environments = INPUT.environments.map((one) => ({ ...one, keepDays: null }));
    expect(fingerprintPlan({ ...INPUT, environments })).toBe(fingerprintPlan(INPUT));
  });

  it.each<[what: string, other: FingerprintInput]>([
    ['the ticket', { ...INPUT, ticket: 'CHN-7304' }],
    ['the environment choice', { ...INPUT, environmentChoice: 'prod-eu' }],
    ['the environments', { ...INPUT, environments: INPUT.environments.slice(0, 1) }],
    [
      'a tag of an environment',
      {
        ...INPUT,
        environments: INPUT.environments.map((one) => ({
          ...one,
          extraTags: [{ key: 'CostCenter', value: '42' }],
        })),
      },
    ],
    [
      'how long an environment keeps its snapshots',
      { ...INPUT, environments: INPUT.environments.map((one) => ({ ...one, keepDays: 30 })) },
    ],
    ['a missing target', { ...INPUT, targets: [TARGET] }],
    ['a target more', { ...INPUT, targets: [...INPUT.targets, { ...TARGET, taskId: '1003' }] }],
    ...Object.keys(TARGET).map((part): [string, FingerprintInput] => [
      `the ${part} of a target`,
      {
        ...INPUT,
        targets: [
          { ...TARGET, [part]: 'other' },
          { ...TARGET, taskId: '1002' },
        ],
      },
    ]),
    [
      'where one word ends and the next begins',
      { ...INPUT, targets: [{ ...TARGET, taskId: '1001"', serverName: ',web-01' }] },
    ],
  ])('tells %s apart', (_, other) => {
    expect(fingerprintPlan(other)).not.toBe(fingerprintPlan(INPUT));
  });
});
