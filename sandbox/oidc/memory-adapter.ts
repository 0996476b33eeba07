import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/** Where oidc-provider keeps sessions and codes: in memory, so a restart signs everyone out. */
export function createMemoryAdapters(
  findClient: (id: string) => AdapterPayload | undefined,
): AdapterFactory {
  const payloads = new Map<string, AdapterPayload>();
  return (model) => createAdapter(model, payloads, findClient);
}

function createAdapter(
  model: string,
  payloads: Map<string, AdapterPayload>,
  findClient: (id: string) => AdapterPayload | undefined,
): Adapter {
  const keyOf = (id: string) => `${model}:${id}`;
  const findBy = (field: 'uid' | 'userCode', value: string) =>
    [...payloads].find(([key, one]) => key.startsWith(`${model}:`) && one[field] === value)?.[1];
  return {
    upsert: async (id, payload) => void payloads.set(keyOf(id), payload),
    // Clients are looked up each time: applications may be allowed late.
    find: async (id) => (model === 'Client' ? findClient(id) : payloads.get(keyOf(id))),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    destroy: async (id) => void payloads.delete(keyOf(id)),
    async consume(id) {
      const payload = payloads.get(keyOf(id));
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async revokeByGrantId(grantId) {
      for (const [key, one] of payloads) if (one.grantId === grantId) payloads.delete(key);
    },
  };
}
