/** What answered sent more than anybody needs; the rest was not read. */
export class ReplyTooLargeError extends Error {
  constructor(readonly limitBytes: number) {
    super(`The reply is larger than ${limitBytes} bytes.`);
    this.name = 'ReplyTooLargeError';
  }
}

/** A reply's body, of a size that this process can hold. Throws `ReplyTooLargeError`. */
export async function readBounded(response: Response, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop ends the connection, so an endless reply does not go on behind our back.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw new ReplyTooLargeError(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
