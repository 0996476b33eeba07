import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const keysSchema = z.object({
  signingKey: z.looseObject({ kty: z.literal('RSA') }),
  cookieKey: z.string(),
});

/** What signs the id tokens and the provider's own cookies. */
export type ProviderKeys = z.infer<typeof keysSchema>;

/** Makes the keys, or reads those of the last start so that its tokens stay valid. */
export async function loadProviderKeys(file: string | null): Promise<ProviderKeys> {
  const kept = file === null ? null : await readKeys(file);
  if (kept !== null) return kept;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = keysSchema.parse({
    signingKey: {
      ...privateKey.export({ format: 'jwk' }),
      use: 'sig',
      alg: 'RS256',
      kid: 'sandbox',
    },
    cookieKey: randomBytes(24).toString('hex'),
  });
  if (file !== null) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  }
  return keys;
}

async function readKeys(file: string): Promise<ProviderKeys | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return keysSchema.parse(JSON.parse(text));
}
