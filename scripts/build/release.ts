import { createHash, randomBytes } from 'node:crypto';
import { hashSources } from './hash-sources';

export type Release = {
  readonly id: string;
  /** Salts the ids of server actions: two builds agree only when they have it in common. */
  readonly key: string;
};

/**
 * Names a release. Without a key each build is a release of its own, because its pages ask for
 * actions that no other build knows; with the same key the same sources are the same release.
 */
export function chooseRelease(
  root: string,
  variables: Readonly<Record<string, string | undefined>>,
): Release {
  const key = variables['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY'] || randomBytes(32).toString('base64');
  const id = variables['SNAPGATE_RELEASE'] || hashRelease(root, key);
  if (!/^[\w-]{1,64}$/.test(id)) {
    throw new Error('SNAPGATE_RELEASE: letters, digits, - and _ only, 64 at most');
  }
  return { id, key };
}

function hashRelease(root: string, key: string): string {
  return createHash('sha256').update(key).update(hashSources(root)).digest('hex').slice(0, 12);
}
