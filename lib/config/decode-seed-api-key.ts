/** The script kept the key as base64 of `key:X`, ready for its Basic header; the key alone is kept. */
export function decodeSeedApiKey(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const [key] = Buffer.from(base64, 'base64').toString('utf8').split(':');
  return key;
}
