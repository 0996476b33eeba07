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
