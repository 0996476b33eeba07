import { findAddresses, type AddressFault } from './find-addresses';
import { isServerName } from './is-server-name';
import type { SnapshotRequest } from './ticket';

export type EntryReading =
  | { readonly kind: 'target'; readonly target: SnapshotRequest['target'] }
  | { readonly kind: 'faults'; readonly faults: readonly AddressFault[] }
  | { readonly kind: 'several'; readonly addresses: readonly string[] }
  | { readonly kind: 'unusable'; readonly entry: string };

// `10.0.0.1`, `10.0.0.1:22`, `IP = 10.0.0.1`, `(10.0.0.1)`: an address and the signs around it.
const WRITTEN_AS_ADDRESS = /^(?:ip\b)?[\d\s.,:/*?=()[\]-]+$/i;

/** One entry of a list is an address or, letter by letter, a Name tag. */
export function readListEntry(entry: string): EntryReading {
  if (WRITTEN_AS_ADDRESS.test(entry)) {
    const { addresses, faults } = findAddresses(entry);
    const [address] = addresses;
    if (faults.length > 0) return { kind: 'faults', faults };
    if (addresses.length > 1) return { kind: 'several', addresses };
    if (address !== undefined) return { kind: 'target', target: { by: 'address', address } };
  }
  return readName(entry);
}

/** EC2 filters take `*` and `?` as wildcards, so a name with one could match other servers. */
function readName(entry: string): EntryReading {
  if (/[*?]/.test(entry)) {
    return { kind: 'faults', faults: [{ code: 'wildcard-refused', found: entry }] };
  }
  if (!isServerName(entry)) return { kind: 'unusable', entry };
  return { kind: 'target', target: { by: 'name', name: entry } };
}
