import { AwsError } from './aws-error';
import type { Tags } from './ec2-world';
import type { Filter } from './query-form';

/** For each filter name an operation knows: the values that a record has under it. */
export type FilterFields<T> = Readonly<Record<string, (record: T) => readonly string[]>>;

/** A record matches when each filter has a value that fits; `tag:KEY` and `tag-key` come along. */
export function matchesFilters<T extends { readonly tags: Tags }>(
  filters: readonly Filter[],
  fields: FilterFields<T>,
): (record: T) => boolean {
  const conditions = filters.map(({ name, values }) => {
    const valuesOf = fields[name] ?? tagReader(name);
    const fits = compilePatterns(values);
    return (record: T) => valuesOf(record).some(fits);
  });
  return (record) => conditions.every((condition) => condition(record));
}

function tagReader(name: string): (record: { readonly tags: Tags }) => readonly string[] {
  if (name === 'tag-key') return ({ tags }) => Object.keys(tags);
  if (!name.startsWith('tag:')) {
    throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
  const key = name.slice('tag:'.length);
  return ({ tags }) => (tags[key] === undefined ? [] : [tags[key]]);
}

/** `*` is any run of characters, `?` any one; a backslash takes their meaning away. */
function compilePatterns(patterns: readonly string[]): (value: string) => boolean {
  const exact = new Set(patterns.filter((one) => !/[*?\\]/.test(one)));
  const wild = patterns.filter((one) => !exact.has(one)).map(toRegExp);
  return (value) => exact.has(value) || wild.some((one) => one.test(value));
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\\([*?\\])|([*?])|([^\w\s])/g, (_, escaped, wildcard, other) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (wildcard !== undefined) return wildcard === '*' ? '.*' : '.';
    return `\\${other}`;
  });
  return new RegExp(`^${source}$`, 's');
}
