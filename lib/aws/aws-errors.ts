import { AppError } from '@/lib/errors/app-error';
import { isDenied, isThrottled } from './aws-error-codes';
import { AwsCredentialsError } from './build-credentials';
import type { AwsClients } from './create-clients';
import { readAwsFailure, type AwsFailure } from './read-aws-failure';

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
  const failure = readAwsFailure(error);
  if (failure.kind === 'other') return error;
  return buildCallError(failure, call, error);
}

function buildCallError(failure: Known, call: AwsCall, cause: unknown): AppError {
  const rest = { details: readDetails(failure, call), cause };
  const where = `environment ${call.environment}`;
  if (failure.kind === 'no-reply') {
    return new AppError({
      code: 'aws-unreachable',
      message: `AWS did not answer ${call.operation} for ${where} (${failure.code}).`,
      hint: 'Check the network from this server to AWS and AWS_ENDPOINT_URL, then try again.',
      retryable: true,
      ...rest,
    });
  }
  if (failure.kind === 'answered' && isThrottled(failure.code)) {
    return new AppError({
      code: 'aws-throttled',
      message: `AWS has had too many calls for ${where} (${failure.code}).`,
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
          ? `What answered ${call.operation} for ${where} does not speak like AWS (status ${failure.httpStatus}).`
          : `AWS is having trouble with ${call.operation} for ${where} (${failure.code}).`,
      hint: 'Try again in a few minutes; a proxy or AWS_ENDPOINT_URL may be in the way.',
      retryable: true,
      ...rest,
    });
  }
  return new AppError({
    code: 'aws-refused',
    message: `AWS refused ${call.operation} in ${where}: ${failure.code}, ${failure.message.slice(0, 300)}`,
    hint: 'Tell the owners of Snapgate, with the request id.',
    ...rest,
  });
}

/** Getting credentials fails for as many reasons as a call; all others mean: there are none. */
function buildCredentialsError(error: AwsCredentialsError, call: AwsCall): AppError {
  const failure = readAwsFailure(error.cause);
  if (failure.kind === 'no-reply' || (failure.kind !== 'other' && !isRefusal(failure))) {
    return buildCallError(failure, { ...call, operation: 'credentials' }, error);
  }
  const code = failure.kind === 'answered' ? ` (${failure.code})` : '';
  return new AppError({
    code: 'aws-denied',
    message: `There are no AWS credentials for environment ${call.environment}: ${call.identity} could not be used${code}.`,
    hint: 'Check that the profile or role exists, that it may be assumed, and that its credentials have not expired.',
    details: readDetails(failure, call),
    cause: error,
  });
}

function isRefusal(failure: Exclude<Known, { kind: 'no-reply' }>): boolean {
  return failure.httpStatus < 500 && !(failure.kind === 'answered' && isThrottled(failure.code));
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
