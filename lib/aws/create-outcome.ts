import { classifyErrorCode, type AwsErrorKind } from './aws-error-codes';
import { AwsCredentialsError } from './credentials';
import { parseAwsFailure, type AwsFailure } from './aws-failure';
import type { SnapshotState } from './snapshot-report';

/** Why no snapshot was made. `unreachable`: nothing was sent, for a reason that may pass. */
export type RefusalReason = AwsErrorKind | 'unreachable';

/** What became of one create call. Data, never thrown: each case asks for its own next step. */
export type CreateOutcome =
  | {
      readonly kind: 'created';
      readonly snapshotId: string;
      readonly state: SnapshotState;
      /** ISO 8601 UTC. */
      readonly startedAt: string;
      readonly requestId: string | null;
    }
  /** Certain: no snapshot was made. */
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly code: string;
      readonly message: string;
      /** What `sts:DecodeAuthorizationMessage` explains, whole; only where AWS sent one. */
      readonly encodedMessage?: string;
      readonly requestId: string | null;
    }
  /** A snapshot may exist. Look it up by its tags before anything else. */
  | {
      readonly kind: 'unknown';
      readonly code: string;
      readonly message: string;
      readonly requestId: string | null;
    };

type Failed = Exclude<CreateOutcome, { kind: 'created' }>;

/**
 * What a failed create means. `refused` only where AWS itself said no or nothing was sent; any
 * doubt is `unknown`, because a lookup costs one read and a wrong retry costs a second snapshot.
 */
export function classifyCreateFailure(error: unknown): Failed {
  const failure = parseAwsFailure(error);
  switch (failure.kind) {
    case 'answered':
      return classifyAnswer(failure);
    case 'garbled': {
      const { httpStatus, requestId } = failure;
      const message = 'The reply is not readable.';
      return { kind: 'unknown', code: `HTTP-${httpStatus}`, message, requestId };
    }
    case 'no-reply': {
      const { code } = failure;
      if (!failure.sent) return notSent('unreachable', code, 'EC2 could not be reached');
      return { kind: 'unknown', code, message: 'No complete reply was received.', requestId: null };
    }
    case 'other':
      return { kind: 'unknown', code: 'Unexpected', message: failure.message, requestId: null };
    default:
      return failure satisfies never;
  }
}

/** The same for a call that failed before its request left. */
export function classifyUnsent(error: unknown): Failed {
  if (!(error instanceof AwsCredentialsError)) {
    return notSent('unreachable', 'NotSent', 'There was no time left for the call');
  }
  const failure = parseAwsFailure(error.cause);
  const code = 'code' in failure ? failure.code : 'CredentialsMissing';
  return notSent(classifyMissingCredentials(failure), code, 'There are no AWS credentials');
}

function notSent(reason: RefusalReason, code: string, why: string): Failed {
  return { kind: 'refused', reason, code, message: `${why}. Nothing was sent.`, requestId: null };
}

// 503 `Unavailable` and `ServiceUnavailable` are among the unknown ones on purpose. AWS documents
// them as overload or a temporary failure, but does not say that the call was not executed, and
// a load balancer in front may say the same when only the reply was lost.
function classifyAnswer(failure: Extract<AwsFailure, { kind: 'answered' }>): Failed {
  const { code, httpStatus, requestId, encodedMessage } = failure;
  const message = failure.message.slice(0, 500);
  const reason = classifyErrorCode(code);
  const isClear = reason !== 'never' || (httpStatus >= 400 && httpStatus < 500);
  if (!isClear) return { kind: 'unknown', code, message, requestId };
  const encoded = encodedMessage === null ? {} : { encodedMessage };
  return { kind: 'refused', reason, code, message, ...encoded, requestId };
}

/** The source of the credentials may be out of reach, too fast asked, or say no. */
function classifyMissingCredentials(failure: AwsFailure): RefusalReason {
  if (failure.kind === 'no-reply') return 'unreachable';
  if (failure.kind !== 'other' && failure.httpStatus >= 500) return 'unreachable';
  if (failure.kind !== 'answered') return 'denied';
  const kind = classifyErrorCode(failure.code);
  if (kind === 'throttled') return 'unreachable';
  return kind === 'credentials-expired' ? kind : 'denied';
}
