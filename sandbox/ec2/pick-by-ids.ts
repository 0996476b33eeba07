import { AwsError } from './aws-error';

/** The records that were asked for by id; all of them where no id was given. */
export function pickByIds<T>(
  visible: readonly T[],
  ids: readonly string[],
  idOf: (record: T) => string,
  missing: { readonly code: string; readonly noun: string },
): readonly T[] {
  if (ids.length === 0) return visible;
  const byId = new Map(visible.map((record) => [idOf(record), record]));
  return [...new Set(ids)].map((id) => {
    const record = byId.get(id);
    if (record !== undefined) return record;
    throw new AwsError(missing.code, `The ${missing.noun} '${id}' does not exist.`);
  });
}
