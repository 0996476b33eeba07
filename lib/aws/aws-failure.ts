import { z } from 'zod';
import type { EnvironmentInventory } from '@/lib/plan/inventory';
import { readLine } from '@/lib/text/read-line';

/*
 * What the SDK throws, as observed with client-ec2 3.1169 on Node 20 (see create-snapshot.test.ts):
 *   error reply in XML      EC2ServiceException, `Code` from the body, `$metadata.httpStatusCode`
 *   5xx without a body      EC2ServiceException named `Unknown` (404: `NotFound`), but no `Code`
 *   reply that is not XML   Error without a name of its own, `$metadata.httpStatusCode` set
 *   200 with empty or HTML  no error at all, an output without fields
 *   cut before the reply    `TimeoutError` (!), code ECONNRESET, no status
 *   cut within the reply    Error, code ECONNRESET, status 200
 *   no reply in time        `TimeoutError`, code ETIMEDOUT
 *   no connection in time   `TimeoutError`, no code
 *   our own deadline        `AbortError`, no code
 *   no one listens, no DNS  Error, code ECONNREFUSED / ENOTFOUND, syscall connect / getaddrinfo
 */
const LIMIT_CHARS = 20_000;
const line = z.string().transform((text) => readLine(text, LIMIT_CHARS));
const word = z.string().transform((text) => readLine(text, 100));

const thrown = z.object({
  name: z.string(),
  message: line,
  Code: word.optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  syscall: z.string().optional().catch(undefined),
  $metadata: z
    .object({ httpStatusCode: z.number().optional(), requestId: word.optional() })
    .optional()
    .catch(undefined),
});

/** What became of a call, as far as the error tells. */
export type AwsFailure =
  /** AWS answered in its own format. `code` is AWS's, such as `IncorrectState`. */
  | {
      readonly kind: 'answered';
      readonly code: string;
      /** Without the encoded part. */
      readonly message: string;
      /** What `sts:DecodeAuthorizationMessage` explains, whole; null where AWS sent none. */
      readonly encodedMessage: string | null;
      readonly httpStatus: number;
      readonly requestId: string | null;
    }
  /** Something answered, but not in AWS's format: a proxy, a load balancer, half a reply. */
  | {
      readonly kind: 'garbled';
      readonly httpStatus: number;
      readonly requestId: string | null;
    }
  /** No reply. `sent` is false only where it is certain that nothing left this machine. */
  | { readonly kind: 'no-reply'; readonly code: string; readonly sent: boolean }
  /** Not an error of a call: a bug or a broken configuration. */
  | { readonly kind: 'other'; readonly message: string };

/** Reads what the SDK threw, by class, status and code and never by message. */
export function parseAwsFailure(error: unknown): AwsFailure {
  const parsed = thrown.safeParse(error);
  if (!parsed.success) return { kind: 'other', message: readLine(String(error)) };
  const { name, message, Code, code, syscall, $metadata } = parsed.data;
  const httpStatus = $metadata?.httpStatusCode;
  const requestId = $metadata?.requestId ?? null;
  if (Code !== undefined && httpStatus !== undefined) {
    return { kind: 'answered', code: Code, ...splitMessage(message), httpStatus, requestId };
  }
  if (code !== undefined) return { kind: 'no-reply', code, sent: !isBeforeSending(code, syscall) };
  if (name === 'TimeoutError' || name === 'AbortError') {
    return { kind: 'no-reply', code: name, sent: true };
  }
  if (httpStatus !== undefined) return { kind: 'garbled', httpStatus, requestId };
  return { kind: 'other', message };
}

const ENCODED = / ?Encoded authorization failure message: ?([\w+/=-]+)\.?/;
const SHOWN_CHARS = 2_000;

/** The encoded part is longer than any message that a page or a log shows, and useless when cut. */
function splitMessage(message: string): { message: string; encodedMessage: string | null } {
  const encodedMessage = ENCODED.exec(message)?.[1] ?? null;
  return { message: readLine(message.replace(ENCODED, ''), SHOWN_CHARS), encodedMessage };
}

// With a fresh connection per create, a refused connect or a failed name lookup proves that no
// byte of the request was sent. Everything else may have been, and counts as sent.
function isBeforeSending(code: string, syscall: string | undefined): boolean {
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'ECONNREFUSED';
}

export type Problem = EnvironmentInventory['problems'][number];
