import { randomBytes } from 'node:crypto';
import { ROLES, SECRET_ACCESS_KEY } from './accounts';
import { AwsError } from './aws-error';
import type { Ec2Operation } from './ec2-operation';
import { assumedRoleArn, assumedRoleId } from './principal';
import { encodeSession } from './session-token';

export const getCallerIdentity: Ec2Operation = ({ principal }) => ({
  Arn: principal.arn,
  UserId: principal.userId,
  Account: principal.accountId,
});

/** AssumeRole; a wrong external id looks exactly like a role that does not exist. */
export const assumeRole: Ec2Operation = ({ form, principal, surroundings }) => {
  const roleArn = form.get('RoleArn') ?? '';
  const sessionName = form.get('RoleSessionName') ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    const message = `Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}`;
    throw new AwsError('ValidationError', message);
  }
  const role = ROLES.find(({ arn }) => arn === roleArn);
  if (role === undefined || role.externalId !== (form.get('ExternalId') ?? role.externalId)) {
    refuseRole(principal.arn, roleArn);
  }
  if (role.externalId !== undefined && !form.has('ExternalId')) refuseRole(principal.arn, roleArn);
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  const expiresAt = surroundings.clock.now() + seconds * 1000;
  return {
    AssumedRoleUser: {
      AssumedRoleId: assumedRoleId(roleArn, sessionName),
      Arn: assumedRoleArn(roleArn, sessionName),
    },
    Credentials: {
      AccessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      SecretAccessKey: SECRET_ACCESS_KEY,
      SessionToken: encodeSession({ roleArn, sessionName, expiresAt }),
      Expiration: new Date(expiresAt).toISOString(),
    },
  };
};

function refuseRole(callerArn: string, roleArn: string): never {
  const message = `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  throw new AwsError('AccessDenied', message);
}
