import { isDenied, isThrottled } from './aws-error-codes';
import { AwsCredentialsError } from './build-credentials';
import type { CreateOutcome } from './create-outcome';
import { readAwsFailure, type AwsFailure } from './read-aws-failure';

type Failed = Exclude<CreateOutcome, { kind: 'created' }>;

/** EC2 asks to wait for this volume: 15 s between snapshots, or too many pending ones. */
const VOLUME_BUSY: ReadonlySet<string> = new Set([
  'SnapshotCreationPerVolumeRateExceeded',
  'ConcurrentSnapshotLimitExceeded',
]);

/**
 * What a failed create means. `refused` only where AWS itself said no or nothing was sent; any
 * doubt is `unknown`, because a look-up costs one read and a wrong retry costs a second snapshot.
 */
export function classifyCreateFailure(error: unknown): Failed {
  if (error instanceof AwsCredentialsError) return classifyCredentialsFailure(error);
  const failure = readAwsFailure(error);
  switch (failure.kind) {
    case 'answered':
      return classifyAnswer(failure);
    case 'garbled':
      return {
        kind: 'unknown',
        code: `HTTP-${failure.httpStatus}`,
        message: 'The reply cannot be read.',
        requestId: failure.requestId,
      };
    case 'no-reply': {
      const { code } = failure;
      return failure.sent
        ? { kind: 'unknown', code, message: 'No complete reply came.', requestId: null }
        : {
            kind: 'refused',
            code,
            message: 'EC2 could not be reached, nothing was sent.',
            requestId: null,
            retry: 'later',
          };
    }
    case 'other':
      return { kind: 'unknown', code: 'Unexpected', message: failure.message, requestId: null };
    default:
      return failure satisfies never;
  }
}

// 503 `Unavailable` and `ServiceUnavailable` are among the unknown ones on purpose. AWS documents
// them as overload or a temporary failure, but does not say that the call was not carried out, and
// a load balancer in front may say the same when only the reply was lost.
function classifyAnswer(failure: Extract<AwsFailure, { kind: 'answered' }>): Failed {
  const { code, httpStatus, requestId } = failure;
  const message = failure.message.slice(0, 500);
  const retry = chooseRetry(code, httpStatus);
  return retry === null
    ? { kind: 'unknown', code, message, requestId }
    : { kind: 'refused', code, message, requestId, retry };
}

function chooseRetry(
  code: string,
  httpStatus: number,
): Extract<Failed, { kind: 'refused' }>['retry'] | null {
  if (isThrottled(code) || VOLUME_BUSY.has(code)) return 'later';
  if (isDenied(code)) return 'environment';
  return httpStatus >= 400 && httpStatus < 500 ? 'never' : null;
}

/** The credentials come before the call, so whatever went wrong, nothing was sent to EC2. */
function classifyCredentialsFailure(error: AwsCredentialsError): Failed {
  const failure = readAwsFailure(error.cause);
  const mayPass =
    failure.kind === 'no-reply' ||
    (failure.kind !== 'other' && failure.httpStatus >= 500) ||
    (failure.kind === 'answered' && isThrottled(failure.code));
  return {
    kind: 'refused',
    code: 'code' in failure ? failure.code : 'CredentialsMissing',
    message: 'There are no AWS credentials for this call, nothing was sent.',
    requestId: 'requestId' in failure ? failure.requestId : null,
    retry: mayPass ? 'later' : 'environment',
  };
}
