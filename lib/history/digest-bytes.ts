import { createHash } from 'node:crypto';

export type BytesRead = {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
};

export type Digest = { add(chunk: Buffer): Buffer; read(): BytesRead };

/** Counts the bytes that pass and computes their checksum. */
export function createDigest(): Digest {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(chunk) {
      bytes += chunk.length;
      hash.update(chunk);
      return chunk;
    },
    read: () => ({ bytes, sha256: hash.copy().digest('hex') }),
  };
}
