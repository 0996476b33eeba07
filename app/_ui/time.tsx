'use client';

import { useSyncExternalStore } from 'react';
import { formatMoment, formatRelative, formatUtc } from './format-time';
import { readZone, subscribeToZone } from './time-zone';

const TICK_MS = 5000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  const leave = subscribeToZone(listener);
  return () => {
    clearInterval(timer);
    leave();
  };
}

type Props = {
  readonly at: string;
  /** Also says how long ago it was, where that is what people look for. */
  readonly relative?: boolean;
};

/**
 * A moment: `25 Nov 22:08 UTC`, in the zone that the person chose, and the distance from now on
 * hover or behind it. The server, which does not know the reader's clock, renders UTC.
 */
export function Time({ at, relative = false }: Props) {
  const text = useSyncExternalStore(
    subscribe,
    () => formatMoment(at, readZone(), Date.now()),
    () => formatMoment(at, 'utc', Date.parse(at)),
  );
  const distance = useSyncExternalStore(
    subscribe,
    () => formatRelative(at, Date.now()),
    () => '',
  );
  return (
    <time dateTime={at} title={`${formatUtc(at)}, ${distance}`}>
      <span className="whitespace-nowrap">{text}</span>
      {relative && distance !== '' && (
        <span className="whitespace-nowrap text-muted"> ({distance})</span>
      )}
    </time>
  );
}
