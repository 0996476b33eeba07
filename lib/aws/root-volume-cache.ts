import type { Instance } from '@/lib/plan/inventory';
import type { InstanceQuery } from './instances';

/** Far more servers than one account and region has; the ones not seen for longest go first. */
const MAX_KEPT = 50_000;

/**
 * Which root volume an address or name led to when it was last seen, in one environment. It only
 * ever says what to ask EC2 for early, beside the lookup of the instances instead of after it.
 * What a plan says comes from the answers alone, so a wrong guess costs a call and no truth.
 */
export type RootVolumeCache = {
  readonly guess: (query: InstanceQuery) => readonly string[];
  readonly learn: (instances: readonly Instance[]) => void;
};

export function createRootVolumeCache(): RootVolumeCache {
  const volumes = new Map<string, string>();
  function keep(key: string, volumeId: string): void {
    volumes.delete(key);
    volumes.set(key, volumeId);
    const [oldest] = volumes.keys();
    if (volumes.size > MAX_KEPT && oldest !== undefined) volumes.delete(oldest);
  }
  return {
    guess({ addresses, names }) {
      const keys = [...addresses, ...names.map(nameKey)];
      const found = keys.map((key) => volumes.get(key)).filter((id) => id !== undefined);
      return [...new Set(found)];
    },
    learn(instances) {
      for (const { state, rootVolumeId, addresses, nameTag } of instances) {
        if (rootVolumeId === null || state === 'terminated' || state === 'shutting-down') continue;
        for (const address of addresses) keep(address, rootVolumeId);
        if (nameTag !== null) keep(nameKey(nameTag), rootVolumeId);
      }
    },
  };
}

/** No address begins like this. */
function nameKey(name: string): string {
  return `name:${name}`;
}
