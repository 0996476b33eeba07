import type { AskedOrProblems } from './asked-or-problems';
import type { DescriptionText } from './describe-as-text';
import { findAddresses } from './find-addresses';
import {
  describeAddressFaults,
  describeContradiction,
  describeMissingAddress,
  describeMissingDescription,
  describeUnreadableDescription,
} from './task-problems';

/** The description below `snap: name` must hold exactly one distinct IPv4 address. */
export function readDescription(serverName: string, description: DescriptionText): AskedOrProblems {
  if (!description.complete) return { ok: false, problems: [describeUnreadableDescription()] };
  if (description.text === '') return { ok: false, problems: [describeMissingDescription()] };

  const found = findAddresses(description.text);
  const faults = describeAddressFaults(found);
  if (faults.length > 0) return { ok: false, problems: faults };
  const [address] = found.addresses;
  if (address === undefined) {
    return { ok: false, problems: [describeMissingAddress(found, description.text)] };
  }
  return { ok: true, asked: [{ serverName, target: { by: 'address', address } }] };
}

/** Below `snap: 10.0.0.1` the description is free text, but it must not name only other servers. */
export function readDescriptionBesideAddress(
  address: string,
  description: DescriptionText,
): AskedOrProblems {
  const { addresses } = findAddresses(description.text);
  if (addresses.length > 0 && !addresses.includes(address)) {
    return { ok: false, problems: [describeContradiction(address, addresses)] };
  }
  return { ok: true, asked: [{ serverName: null, target: { by: 'address', address } }] };
}
