/** An account and region of the stand-in, and how the product gets into it. */
export type SandboxEnvironment = {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Unset: the plain access key is of this account. */
  readonly roleArn?: string;
  readonly externalId?: string;
  /** Assumed to delete snapshots, and for nothing else. */
  readonly deleteRoleArn?: string;
  /** Days until snapshots there expire; unset: they do not. */
  readonly keepDays?: number;
  /** The region's endpoint does not answer. */
  readonly dark?: boolean;
};

export const SANDBOX_ENVIRONMENTS = [
  {
    name: 'prod-eu',
    accountId: '111122223333',
    region: 'eu-west-1',
    deleteRoleArn: 'arn:aws:iam::111122223333:role/snapgate-delete',
    keepDays: 30,
  },
  {
    name: 'prod-us',
    accountId: '444455556666',
    region: 'us-east-1',
    roleArn: 'arn:aws:iam::444455556666:role/snapgate',
    externalId: 'snapgate-us',
  },
  {
    name: 'locked',
    accountId: '777788889999',
    region: 'eu-central-1',
    roleArn: 'arn:aws:iam::777788889999:role/snapgate-read-only',
  },
  {
    name: 'untagged',
    accountId: '777788889999',
    region: 'eu-north-1',
    roleArn: 'arn:aws:iam::777788889999:role/snapgate-without-tags',
  },
  {
    name: 'organization',
    accountId: '777788889999',
    region: 'ap-south-1',
    roleArn: 'arn:aws:iam::777788889999:role/snapgate-in-organization',
  },
  {
    name: 'tag-policy',
    accountId: '777788889999',
    region: 'sa-east-1',
    roleArn: 'arn:aws:iam::777788889999:role/snapgate-under-tag-policy',
  },
  {
    name: 'dark',
    accountId: '777788889999',
    region: 'ca-west-1',
    roleArn: 'arn:aws:iam::777788889999:role/snapgate',
    dark: true,
  },
] as const satisfies readonly SandboxEnvironment[];

export type EnvironmentName = (typeof SANDBOX_ENVIRONMENTS)[number]['name'];

/** Long-lived keys of IAM users; the first is what the product gets by default. */
export const ACCESS_KEYS = [
  { accessKeyId: 'AKIASANDBOXPRODEU001', accountId: '111122223333', userName: 'snapgate' },
  { accessKeyId: 'AKIASANDBOXPRODUS001', accountId: '444455556666', userName: 'snapgate' },
] as const;

/** Any secret would do: signatures are not checked. */
export const SECRET_ACCESS_KEY = 'sandbox-secret-sandbox-secret-sandbox-00';

export type Limits = {
  /** Actions that the role's policies leave out. */
  readonly denied: readonly string[];
  /** Where set, nothing else is allowed. */
  readonly only?: readonly string[];
  /** Actions that a service control policy of the organization denies. */
  readonly deniedByOrganization?: readonly string[];
  /** A tag that the organization's tag policy demands of each snapshot. */
  readonly demandedTag?: string;
};

/** Roles that may be assumed, and what they may not do. */
export const ROLES: readonly (Limits & {
  readonly arn: string;
  readonly externalId?: string;
})[] = [
  {
    arn: 'arn:aws:iam::111122223333:role/snapgate-delete',
    denied: [],
    only: ['ec2:DeleteSnapshot'],
  },
  { arn: 'arn:aws:iam::111122223333:role/snapgate', denied: [] },
  { arn: 'arn:aws:iam::444455556666:role/snapgate', externalId: 'snapgate-us', denied: [] },
  { arn: 'arn:aws:iam::777788889999:role/snapgate', denied: [] },
  { arn: 'arn:aws:iam::777788889999:role/snapgate-read-only', denied: ['ec2:CreateSnapshot'] },
  { arn: 'arn:aws:iam::777788889999:role/snapgate-without-tags', denied: ['ec2:CreateTags'] },
  {
    arn: 'arn:aws:iam::777788889999:role/snapgate-in-organization',
    denied: [],
    deniedByOrganization: ['ec2:CreateSnapshot'],
  },
  {
    arn: 'arn:aws:iam::777788889999:role/snapgate-under-tag-policy',
    denied: [],
    demandedTag: 'CostCenter',
  },
  { arn: 'arn:aws:iam::777788889999:role/snapgate-blind', denied: ['ec2:DescribeInstances'] },
];

/** Looks an environment of the stand-in up by name. */
export function environmentNamed(name: EnvironmentName): SandboxEnvironment {
  const found = SANDBOX_ENVIRONMENTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No sandbox environment ${name}`);
  return found;
}
