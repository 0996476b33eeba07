/** The history with these filters and other values of some; null takes one away. */
export function runsPath(
  filters: string,
  changes: Readonly<Record<string, string | null>> = {},
): string {
  const parameters = new URLSearchParams(filters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return parameters.size === 0 ? '/runs' : `/runs?${parameters.toString()}`;
}
