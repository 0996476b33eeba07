import { AppError } from '@/lib/errors/app-error';
import { classifyErrorCode } from './aws-error-codes';
import { AwsCredentialsError } from './credentials';
import type { AwsClients } from './create-clients';
import { parseAwsFailure, type AwsFailure } from './aws-failure';

/** Which call failed, and on whose behalf. */
export type AwsCall = Pick<AwsClients, 'environment' | 'identity'> & {
  /** Such as `DescribeInstances`; `credentials` while they are being fetched. */
  readonly operation: string;
};

type Known = Exclude<AwsFailure, { kind: 'other' }>;

/** An `AppError` of an `aws-*` code for anything a call can throw; bugs come back as they are. */
export function buildAwsError(error: unknown, call: AwsCall): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof AwsCredentialsError) return buildCredentialsError(error, call);
  const failure = parseAwsFailure(error);
  if (failure.kind === 'other') return error;
  return buildCallError(failure, call, error);
}

function buildCallError(failure: Known, call: AwsCall, cause: unknown): AppError {
  const rest = { details: readDetails(failure, call), cause };
  const where = `environment ${call.environment}`;
  if (failure.kind === 'no-reply') {
    return new AppError({
      code: 'aws-unreachable',
      message: `AWS did not respond to ${call.operation} in ${where} (${failure.code}).`,
      hint: 'Check the network from this server to AWS and AWS_ENDPOINT_URL, then try again.',
      retryable: true,
      ...rest,
    });
  }
  if (failure.kind === 'answered' && isThrottled(failure.code)) {
    return new AppError({
      code: 'aws-throttled',
      message: `AWS rate limit reached for ${where} (${failure.code}).`,
      hint: 'Wait a minute and try again.',
      retryable: true,
      ...rest,
    });
  }
  if (failure.kind === 'answered' && isDenied(failure.code)) {
    return new AppError({
      code: 'aws-denied',
      message: `AWS refused ${call.operation} in ${where} to ${call.identity}: ${failure.code}.`,
      hint: `Check the permissions and the credentials of ${call.identity}.`,
      ...rest,
    });
  }
  if (failure.httpStatus >= 500 || failure.kind === 'garbled') {
    return new AppError({
      code: 'aws-unavailable',
      message:
        failure.kind === 'garbled'
          ? `Unexpected response from the AWS endpoint to ${call.operation} in ${where} (status ${failure.httpStatus}).`
          : `AWS returned an error for ${call.operation} in ${where} (${failure.code}).`,
      hint: 'Try again in a few minutes; a proxy or AWS_ENDPOINT_URL may be in the way.',
      retryable: true,
      ...rest,
    });
  }
  return new AppError({
    code: 'aws-refused',
    message: `AWS refused ${call.operation} in ${where}: ${failure.code}, ${failure.message.slice(0, 300)}`,
    hint: 'Contact your Snapgate administrator with the request ID.',
    ...rest,
  });
}

/** Getting credentials fails for as many reasons as a call; all others mean: there are none. */
function buildCredentialsError(error: AwsCredentialsError, call: AwsCall): AppError {
  const failure = parseAwsFailure(error.cause);
  if (failure.kind === 'no-reply' || (failure.kind !== 'other' && !isRefusal(failure))) {
    return buildCallError(failure, { ...call, operation: 'credentials' }, error);
  }
  const code = failure.kind === 'answered' ? ` (${failure.code})` : '';
  return new AppError({
    code: 'aws-denied',
    message: `No AWS credentials for environment ${call.environment}: ${call.identity} could not be used${code}.`,
    hint: isSsoExpired(error.cause)
      ? `The SSO session has expired. Run ${ssoLoginCommand(error.profile)} on the Snapgate server, as the user it runs as.`
      : 'Check that the profile or role exists, that it may be assumed, and that its credentials have not expired.',
    details: readDetails(failure, call),
    cause: error,
  });
}

/** The SDK tells it in words only; they have named this command for years. */
function isSsoExpired(cause: unknown): boolean {
  return cause instanceof Error && /\baws sso login\b/.test(cause.message);
}

function ssoLoginCommand(profile: string | null): string {
  if (profile === null) return '`aws sso login`';
  return `\`aws sso login --profile ${/^[\w.@-]+$/.test(profile) ? profile : `'${profile}'`}\``;
}

function isRefusal(failure: Exclude<Known, { kind: 'no-reply' }>): boolean {
  return failure.httpStatus < 500 && !(failure.kind === 'answered' && isThrottled(failure.code));
}

function isThrottled(code: string): boolean {
  return classifyErrorCode(code) === 'throttled';
}

function isDenied(code: string): boolean {
  return ['denied', 'credentials-expired'].includes(classifyErrorCode(code));
}

function readDetails(failure: AwsFailure, call: AwsCall): Record<string, string | number> {
  const { environment, operation } = call;
  const requestId = 'requestId' in failure ? failure.requestId : null;
  return {
    environment,
    operation,
    ...('code' in failure ? { awsCode: failure.code } : {}),
    ...('httpStatus' in failure ? { httpStatus: failure.httpStatus } : {}),
    ...(requestId === null ? {} : { awsRequestId: requestId }),
  };
}
