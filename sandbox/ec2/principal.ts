import { ACCESS_KEYS, type Limits, ROLES } from './accounts';
import { AwsError } from './aws-error';
import { decodeSession } from './session-token';

/** Who calls: an IAM user, or a role someone assumed under a session name. */
export type Principal = Limits & {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  readonly sessionName: string | null;
};

export type Caller =
  | { readonly kind: 'known'; readonly principal: Principal; readonly region: string }
  | { readonly kind: 'unknown'; readonly code: 'missing' | 'wrong' | 'expired' };

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/(?:ec2|sts)\/aws4_request/;

/** AWS refuses requests dated more than this long ago or ahead. */
const MAX_SKEW_MS = 15 * 60_000;

/** Reads the SigV4 headers. The signature is not checked: knowing a key id is enough. */
export function identifyCaller(headers: Headers, nowMs: number): Caller {
  const [, accessKeyId, region] = CREDENTIAL.exec(headers.get('authorization') ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined)
    return { kind: 'unknown', code: 'missing' };
  if (isOutdated(headers.get('x-amz-date'))) return { kind: 'unknown', code: 'expired' };
  const token = headers.get('x-amz-security-token');
  if (token !== null) return identifySession(accessKeyId, token, region, nowMs);
  const key = ACCESS_KEYS.find((one) => one.accessKeyId === accessKeyId);
  if (key === undefined) return { kind: 'unknown', code: 'wrong' };
  const arn = `arn:aws:iam::${key.accountId}:user/${key.userName}`;
  const userId = `AIDA${accessKeyId.slice(4)}`;
  const { accountId } = key;
  const principal = { accessKeyId, accountId, arn, userId, sessionName: null, denied: [] };
  return { kind: 'known', principal, region };
}

function identifySession(
  accessKeyId: string,
  token: string,
  region: string,
  nowMs: number,
): Caller {
  const session = decodeSession(token);
  const role = ROLES.find(({ arn }) => arn === session?.roleArn);
  if (session === null || role === undefined) return { kind: 'unknown', code: 'wrong' };
  if (session.expiresAt <= nowMs) return { kind: 'unknown', code: 'expired' };
  const { sessionName } = session;
  const principal: Principal = {
    ...role,
    accessKeyId,
    accountId: accountOfArn(role.arn),
    arn: assumedRoleArn(role.arn, sessionName),
    userId: assumedRoleId(role.arn, sessionName),
    sessionName,
  };
  return { kind: 'known', principal, region };
}

/** `20261123T033146Z`, as the SDK writes it. Real time: the sandbox's clock may run ahead. */
function isOutdated(amzDate: string | null): boolean {
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate ?? '') ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(at) || Math.abs(Date.now() - at) > MAX_SKEW_MS;
}

function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

export function assumedRoleArn(roleArn: string, sessionName: string): string {
  const roleName = roleArn.split('/').at(-1) ?? '';
  return `arn:aws:sts::${accountOfArn(roleArn)}:assumed-role/${roleName}/${sessionName}`;
}

export function assumedRoleId(roleArn: string, sessionName: string): string {
  const roleName = roleArn.split('/').at(-1) ?? '';
  const id = roleName
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17);
  return `AROA${id}:${sessionName}`;
}

/** Refuses what the caller's policies leave out, in EC2's words. */
export function requirePermission(principal: Principal, action: string): void {
  if (principal.deniedByOrganization?.includes(action)) throw organizationDeny(principal, action);
  const isAllowed = principal.only === undefined || principal.only.includes(action);
  if (isAllowed && !principal.denied.includes(action)) return;
  throw new AwsError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${principal.arn} is not authorized ` +
      `to perform: ${action} because no identity-based policy allows the ${action} action.`,
  );
}

const POLICY =
  'arn:aws:organizations::111122223333:policy/o-sandbox/service_control_policy/p-sandbox';

/** As long as AWS sends it; only `sts:DecodeAuthorizationMessage` would tell what is in it. */
const ENCODED = Buffer.from('sandbox '.repeat(150)).toString('base64url');

function organizationDeny({ arn }: Principal, action: string): AwsError {
  return new AwsError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ` +
      `${action} with an explicit deny in a service control policy: ${POLICY}. ` +
      `Encoded authorization failure message: ${ENCODED}`,
  );
}

/** A tag policy that is enforced for snapshots. */
export function requireDemandedTag(
  { demandedTag }: Principal,
  tags: Readonly<Record<string, string>>,
): void {
  if (demandedTag === undefined || demandedTag in tags) return;
  throw new AwsError(
    'TagPolicyViolation',
    `The tag policy requires the tag key ${demandedTag} for this resource type.`,
  );
}
