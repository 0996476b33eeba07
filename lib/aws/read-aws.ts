import { AppError } from '@/lib/errors/app-error';
import { inSpan } from '@/lib/outgoing/span';
import { buildAwsError } from './aws-error';
import type { AwsClients } from './create-clients';
import { awaitCredentials, renewExpired } from './credentials';

type Send<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** Runs one read within its deadline; throws an `AppError` of an `aws-*` code. */
export function readAws<T>(clients: AwsClients, operation: string, send: Send<T>): Promise<T> {
  const { environment } = clients;
  return inSpan(`EC2 ${operation}`, { environment }, () => readOnce(clients, operation, send));
}

async function readOnce<T>(clients: AwsClients, operation: string, send: Send<T>): Promise<T> {
  await readRegion(clients);
  // The handler's time-outs end when a reply begins; only the signal ends one that stalls.
  const abortSignal = AbortSignal.timeout(clients.readDeadlineMs);
  try {
    await awaitCredentials(clients.credentials, abortSignal);
    return await send({ abortSignal });
  } catch (error) {
    await renewExpired(clients, error, abortSignal);
    throw buildAwsError(error, { ...clients, operation });
  }
}

/** The region this environment works in; an `AppError` where nothing names one. */
export async function readRegion(clients: AwsClients): Promise<string> {
  try {
    return await clients.readRegion();
  } catch (cause) {
    throw new AppError({
      code: 'aws-refused',
      message: `No AWS region is set for environment ${clients.environment}.`,
      hint: 'Set region in AWS_ENVIRONMENTS, or AWS_REGION, or the region of the profile.',
      details: { environment: clients.environment },
      cause,
    });
  }
}

/**
 * What a reply must have. The SDK turns a 200 that is not from AWS, such as a proxy's page, into a
 * reply without fields; taken for "nothing there" it would hide servers and existing snapshots. An
 * empty list of AWS comes out as an empty list.
 */
export function requireField<T>(clients: AwsClients, operation: string, field: T | undefined): T {
  if (field !== undefined) return field;
  const { environment } = clients;
  throw new AppError({
    code: 'aws-unavailable',
    message: `Unexpected response from the AWS endpoint to ${operation} for environment ${environment}.`,
    hint: 'Check for a proxy and AWS_ENDPOINT_URL.',
    retryable: true,
    details: { environment, operation },
  });
}

/** Reads page after page until there is no next token. */
export async function readPages<T>(
  clients: AwsClients,
  operation: string,
  fetchPage: (
    token: string | undefined,
    options: { readonly abortSignal: AbortSignal },
  ) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await readAws(clients, operation, (options) => fetchPage(token, options));
    all.push(...page.items);
    // EC2 may end a list with an empty token instead of none.
    token = page.next === '' ? undefined : page.next;
  } while (token !== undefined);
  return all;
}

/** EC2 takes at most 200 values in one filter. */
const VALUES_PER_FILTER = 200;

/** The distinct values, in batches that fit one filter. */
export function splitIntoBatches(values: readonly string[]): readonly (readonly string[])[] {
  const distinct = [...new Set(values)];
  const count = Math.ceil(distinct.length / VALUES_PER_FILTER);
  return Array.from({ length: count }, (_, index) =>
    distinct.slice(index * VALUES_PER_FILTER, (index + 1) * VALUES_PER_FILTER),
  );
}
