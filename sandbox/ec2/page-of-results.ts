import { AwsError } from './aws-error';
import { refuseParameter, type QueryForm } from './query-form';

/** EC2's own bounds for `MaxResults`. */
const BOUNDS = { least: 5, most: 1000 };

/** One page by `MaxResults` and `NextToken`; everything when neither is given. */
export function pageOfResults<T>(
  records: readonly T[],
  form: QueryForm,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = readToken(form.get('NextToken'));
  const size = readSize(form.get('MaxResults')) ?? records.length;
  const end = start + size;
  const nextToken = end < records.length ? writeToken(end) : undefined;
  return { page: records.slice(start, end), nextToken };
}

function readSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = Number(text);
  if (size >= BOUNDS.least && size <= BOUNDS.most) return size;
  return refuseParameter(
    `Value ( ${text} ) for parameter maxResults is invalid. ` +
      `Expecting a value between ${BOUNDS.least} and ${BOUNDS.most}.`,
  );
}

function writeToken(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString('base64');
}

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const [, offset] = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (offset === undefined) throw new AwsError('InvalidNextToken', 'The token is invalid.');
  return Number(offset);
}
