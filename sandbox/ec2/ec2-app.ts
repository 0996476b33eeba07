import { randomUUID } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { answerCall, type Desk } from '../server/answer-call';
import type { FaultEffect, FaultError } from '../server/fault';
import type { NodeEnv } from '../server/open-server';
import type { TokenBuckets } from '../server/token-bucket';
import { SANDBOX_ENVIRONMENTS, type SandboxEnvironment } from './accounts';
import { AwsError } from './aws-error';
import { createTags, deleteSnapshot } from './change-snapshots';
import { createSnapshot } from './create-snapshot';
import { describeInstances } from './describe-instances';
import { describeLockedSnapshots, lockSnapshot } from './lock-snapshots';
import { describeSnapshots } from './describe-snapshots';
import { describeVolumes } from './describe-volumes';
import type { Ec2Operation } from './ec2-operation';
import type { Ec2Surroundings } from './ec2-world';
import {
  describeFastSnapshotRestores,
  describeImages,
  describeSnapshotAttribute,
} from './snapshot-bonds';
import { identifyCaller, requirePermission, type Caller } from './principal';
import { parseForm, readFlag, type QueryForm } from './query-form';
import { assumeRole, getCallerIdentity } from './sts-operations';
import { throttle } from './throttle';
import { replyXml, replyXmlError, type Service } from './xml-reply';

const OPERATIONS: Readonly<Record<Service, Readonly<Record<string, Ec2Operation>>>> = {
  ec2: {
    DescribeInstances: describeInstances,
    DescribeVolumes: describeVolumes,
    DescribeSnapshots: describeSnapshots,
    CreateSnapshot: createSnapshot,
    DeleteSnapshot: deleteSnapshot,
    LockSnapshot: lockSnapshot,
    DescribeLockedSnapshots: describeLockedSnapshots,
    DescribeImages: describeImages,
    DescribeSnapshotAttribute: describeSnapshotAttribute,
    DescribeFastSnapshotRestores: describeFastSnapshotRestores,
    CreateTags: createTags,
  },
  sts: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
};

type Ec2Parts = {
  readonly desk: Desk;
  readonly surroundings: Ec2Surroundings;
  readonly buckets: TokenBuckets;
};

type Asked = {
  readonly service: Service;
  readonly action: string;
  readonly form: QueryForm;
  readonly caller: Caller;
};

/** EC2 and STS on one address, in AWS's Query protocol. */
export function createEc2App(parts: Ec2Parts): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  app.post('/', async (c) => answerQuery(parts, c, readRequest(parts, c, await c.req.text())));
  return app;
}

function readRequest(parts: Ec2Parts, c: Context<NodeEnv>, body: string): Asked {
  const form = parseForm(body);
  return {
    // The two services have API versions of their own; a real client cannot mix them up.
    service: form.get('Version') === '2011-06-15' ? 'sts' : 'ec2',
    action: form.get('Action') ?? '',
    form,
    caller: identifyCaller(c.req.raw.headers, parts.surroundings.clock.now()),
  };
}

function answerQuery(parts: Ec2Parts, c: Context<NodeEnv>, asked: Asked): Promise<Response> {
  const { service, action, form, caller } = asked;
  const requestId = randomUUID();
  return answerCall(parts.desk, {
    context: c,
    call: {
      system: 'ec2',
      // A dry run creates nothing, so it is not counted with the calls that do.
      operation: readFlag(form, 'DryRun') ? `${action}.DryRun` : action,
      parameters: Object.fromEntries([...form].filter(([name]) => !PLUMBING.has(name))),
      ...callerIdentity(caller),
    },
    standing: isDark(service, caller) ? [{ kind: 'cut', when: 'before' }] : [],
    renderError: (error) => replyXmlError(service, toAwsError(error), requestId),
    answer: (effects) => {
      try {
        return replyXml(service, action, runOperation(parts, asked, effects), requestId);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return replyXmlError(service, error, requestId);
      }
    },
  });
}

const PLUMBING = new Set(['Action', 'Version']);

function isDark(service: Service, caller: Caller): boolean {
  const environments: readonly SandboxEnvironment[] = SANDBOX_ENVIRONMENTS;
  if (service === 'sts' || caller.kind === 'unknown') return false;
  return environments.some((one) => one.region === caller.region && one.dark === true);
}

function callerIdentity(caller: Caller) {
  if (caller.kind === 'unknown') return {};
  const { principal, region } = caller;
  const { accountId: account, arn, sessionName } = principal;
  return { account, region, principal: arn, ...(sessionName === null ? {} : { sessionName }) };
}

function toAwsError(error: FaultError): AwsError {
  const code = error.code ?? 'InternalError';
  return new AwsError(code, error.message ?? `The sandbox was told to fail: ${code}`, error.status);
}

function runOperation(parts: Ec2Parts, asked: Asked, effects: readonly FaultEffect[]) {
  const { service, action, form, caller } = asked;
  const operation = OPERATIONS[service][action];
  if (operation === undefined) {
    throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
  }
  if (caller.kind === 'unknown') throw refuseCaller(service, caller.code);
  const { principal, region } = caller;
  const place = { accountId: principal.accountId, region };
  const { surroundings } = parts;
  if (service === 'ec2') {
    if (surroundings.settings.throttleEc2) throttle(parts.buckets, action, form, place);
    requirePermission(principal, `ec2:${action}`);
  }
  return operation({ form, principal, place, surroundings, effects });
}

function refuseCaller(service: Service, code: 'missing' | 'wrong' | 'expired'): AwsError {
  if (code === 'expired') {
    return service === 'ec2'
      ? new AwsError('RequestExpired', 'Request has expired.')
      : new AwsError('ExpiredToken', 'The security token included in the request is expired');
  }
  return service === 'ec2'
    ? new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials')
    : new AwsError(
        'InvalidClientTokenId',
        'The security token included in the request is invalid.',
      );
}
