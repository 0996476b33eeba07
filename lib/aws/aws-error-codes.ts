/** AWS turned the call away at the door, before looking at it: nothing was done. */
const THROTTLED: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'EC2ThrottledException',
]);

/** Nothing that these credentials ask for will work until a person changes something. */
const DENIED: ReadonlySet<string> = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'Blocked',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'OptInRequired',
  'PendingVerification',
  'RegionDisabledException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** The credentials were good once: asking their source again may give new ones. */
const EXPIRED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
]);

export function isExpired(code: string): boolean {
  return EXPIRED.has(code);
}

export function isThrottled(code: string): boolean {
  return THROTTLED.has(code);
}

export function isDenied(code: string): boolean {
  return DENIED.has(code);
}
