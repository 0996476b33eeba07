import { AwsError } from './aws-error';
import type { Tags } from './ec2-world';

/** The form of a Query request: `Filter.1.Name=tag:Name&Filter.1.Value.1=web-01`. */
export type QueryForm = ReadonlyMap<string, string>;

export type Filter = { readonly name: string; readonly values: readonly string[] };

const MAX_FILTER_VALUES = 200;

export function parseForm(body: string): QueryForm {
  return new Map(new URLSearchParams(body));
}

/** `VolumeId.1`, `VolumeId.2`, ... in the order of their numbers. */
export function parseList(form: QueryForm, name: string): readonly string[] {
  return numbersUnder(form, name).flatMap((n) => form.get(`${name}.${n}`) ?? []);
}

/** All filters; EC2 takes at most 200 values a call. */
export function readFilters(form: QueryForm): readonly Filter[] {
  const filters = numbersUnder(form, 'Filter').map((n) => ({
    name: form.get(`Filter.${n}.Name`) ?? '',
    values: parseList(form, `Filter.${n}.Value`),
  }));
  const count = filters.reduce((sum, { values }) => sum + values.length, 0);
  if (count > MAX_FILTER_VALUES) {
    throw new AwsError(
      'FilterLimitExceeded',
      `The maximum number of filter values specified on a single call is ${MAX_FILTER_VALUES}`,
    );
  }
  return filters;
}

/** The tags of `Tag.1.Key`/`Tag.1.Value`, or below a prefix such as `TagSpecification.1.`. */
export function readTags(form: QueryForm, prefix = ''): Tags {
  const tags: Record<string, string> = {};
  for (const n of numbersUnder(form, `${prefix}Tag`)) {
    const key = form.get(`${prefix}Tag.${n}.Key`) ?? '';
    const value = form.get(`${prefix}Tag.${n}.Value`) ?? '';
    checkTag(key, value);
    if (key in tags) refuseParameter(`Duplicate tag key '${key}' specified.`);
    tags[key] = value;
  }
  if (Object.keys(tags).length > 50) {
    throw new AwsError('TagLimitExceeded', 'The maximum number of Tags for a resource is 50');
  }
  return tags;
}

export function refuseParameter(message: string): never {
  throw new AwsError('InvalidParameterValue', message);
}

export function readFlag(form: QueryForm, name: string): boolean {
  return form.get(name) === 'true';
}

/** The tags that a create call gives to its new resource. */
export function readTagSpecification(form: QueryForm, resourceType: string): Tags {
  const [first, ...rest] = numbersUnder(form, 'TagSpecification');
  if (first === undefined) return {};
  const prefix = `TagSpecification.${first}.`;
  if (rest.length > 0 || form.get(`${prefix}ResourceType`) !== resourceType) {
    refuseParameter(
      `'${form.get(`${prefix}ResourceType`)}' is not a valid taggable resource type.`,
    );
  }
  return readTags(form, prefix);
}

function checkTag(key: string, value: string): void {
  if (key === '' || key.length > 128) {
    refuseParameter(`Tag key exceeds the maximum length of 128 characters, or is empty: '${key}'`);
  }
  if (key.startsWith('aws:')) {
    refuseParameter(`Tag keys starting with 'aws:' are reserved for internal use`);
  }
  if (value.length > 256) refuseParameter('Tag value exceeds the maximum length of 256 characters');
}

function numbersUnder(form: QueryForm, name: string): readonly number[] {
  const numbers = new Set<number>();
  for (const key of form.keys()) {
    if (!key.startsWith(`${name}.`)) continue;
    const number = Number.parseInt(key.slice(name.length + 1), 10);
    if (!Number.isNaN(number)) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}
