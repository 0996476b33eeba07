const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids come from addresses that people can edit; the database refuses what is no UUID. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
