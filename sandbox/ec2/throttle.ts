import type { BucketSize, TokenBuckets } from '../server/token-bucket';
import { AwsError } from './aws-error';
import type { QueryForm } from './query-form';

const CREATE: BucketSize = { size: 100, refillPerSecond: 5 };
const DESCRIBE: BucketSize = { size: 100, refillPerSecond: 20 };
const DESCRIBE_ALL: BucketSize = { size: 50, refillPerSecond: 10 };
const TAG: BucketSize = { size: 100, refillPerSecond: 10 };

/** Takes a token of the account, region and operation, or refuses as EC2 does. */
export function throttle(
  buckets: TokenBuckets,
  action: string,
  form: QueryForm,
  place: { readonly accountId: string; readonly region: string },
): void {
  const key = `${place.accountId}/${place.region}/${action}`;
  if (buckets.take(key, bucketOf(action, form))) return;
  throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.');
}

function bucketOf(action: string, form: QueryForm): BucketSize {
  if (action === 'CreateTags') return TAG;
  if (!action.startsWith('Describe')) return CREATE;
  const narrowed = [...form.keys()].some((key) => /^(Filter|MaxResults|\w+Id)\b/.test(key));
  return narrowed ? DESCRIBE : DESCRIBE_ALL;
}
