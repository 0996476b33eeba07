/**
 * What an error code of AWS means for the caller. `never`: the same call will fail again, or
 * the code is not known here.
 */
export type AwsErrorKind = 'throttled' | 'volume-busy' | 'credentials-expired' | 'denied' | 'never';

/** Refused before AWS looked at the call: nothing was done. */
const THROTTLED =
  /^(RequestLimitExceeded|EC2ThrottledException|Throttl(ing|ed).*|RequestThrottled.*|TooManyRequestsException)$/;

/** Codes that a wait alone will cure: other snapshots of the volume, or the account, come first. */
const VOLUME_BUSY: ReadonlySet<string> = new Set([
  // 15 s between two snapshots of a volume.
  'SnapshotCreationPerVolumeRateExceeded',
  // Five pending snapshots of a volume, one on st1 and sc1.
  'ConcurrentSnapshotLimitExceeded',
  'PendingSnapshotLimitExceeded',
  // While an earlier create of the same volume is not finished.
  'IncorrectState',
]);

/** The credentials were good once: asking their source again may give new ones. */
const CREDENTIALS_EXPIRED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
]);

/** Nothing that these credentials ask for will work until a person changes something. */
const DENIED: ReadonlySet<string> = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'Blocked',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'OptInRequired',
  'PendingVerification',
  'RegionDisabledException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** The one place that knows AWS's error codes. */
export function classifyErrorCode(code: string): AwsErrorKind {
  if (THROTTLED.test(code)) return 'throttled';
  if (VOLUME_BUSY.has(code)) return 'volume-busy';
  if (CREDENTIALS_EXPIRED.has(code)) return 'credentials-expired';
  if (DENIED.has(code)) return 'denied';
  return 'never';
}

/** Explains what an encoded message means, to those who may decode it. */
export function decodeMessageCommand(encodedMessage: string): string {
  return `aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${encodedMessage}`;
}
