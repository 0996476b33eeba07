import { Issuer } from 'openid-client';

/** A provider changes its addresses once in years; its keys are asked for again when one is unknown. */
const DISCOVERY_KEPT_MS = 10 * 60_000;

/**
 * next-auth asks the provider for its discovery document at each sign-in, so anyone could make us
 * send as many requests to the provider as they send to us. All of the process share one answer.
 */
export function cacheDiscovery(): void {
  Issuer.discover = keepAnswers(Issuer.discover.bind(Issuer), () => performance.now());
}

/** Requests at the same moment share one call; a failure is shared only by those who waited for it. */
export function keepAnswers<Answer>(
  ask: (address: string) => Promise<Answer>,
  now: () => number,
): (address: string) => Promise<Answer> {
  const kept = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
  return (address) => {
    const known = kept.get(address);
    if (known !== undefined && known.until > now()) return known.answer;
    const entry = { answer: ask(address), until: now() + DISCOVERY_KEPT_MS };
    kept.set(address, entry);
    entry.answer.catch(() => {
      if (kept.get(address) === entry) kept.delete(address);
    });
    return entry.answer;
  };
}
