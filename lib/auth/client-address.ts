import { isIPv6 } from 'node:net';
import type { Config } from '@/lib/config/config';
import { PEER_HEADER } from './peer-header';

type Sent = { get(name: string): string | null };

/**
 * The address of the browser, for the log and the limit of sign-ins. Each proxy appends whom it heard to `X-Forwarded-For`, so
 * with a stated number of them the address stands that far from the end; what stands before it was
 * written by the client and proves nothing.
 */
export function readClientAddress(sent: Sent, { proxies }: Pick<Config, 'proxies'>): string | null {
  const peer = sent.get(PEER_HEADER);
  if (proxies === 0) return peer;
  const heard = (sent.get('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
  return heard.at(-proxies) || peer;
}

/**
 * Whose address it is, as far as an address says that: a household or a host has all of an IPv6
 * network of 64 bits to itself, so one of its many addresses is no client of its own.
 */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [
    ...(before ?? []),
    ...Array<string>(Math.max(0, zeros)).fill('0'),
    ...(after ?? []),
  ];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
