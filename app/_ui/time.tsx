'use client';

import { useSyncExternalStore } from 'react';
import { formatMoment, formatRelative, formatUtc } from './format-time';
import { readZone, subscribeToZone } from './time-zone';

const TICK_MS = 5000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** One timer for all times of a page, of which a long table has hundreds. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tick of listeners) tick();
  }, TICK_MS);
  const leave = subscribeToZone(listener);
  return () => {
    leave();
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
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
