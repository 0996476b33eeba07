'use client';

import { useSyncExternalStore } from 'react';
import { formatLocal, formatRelative, formatUtc } from './format-time';

const TICK_MS = 5000;

function subscribeToClock(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

type Props = { readonly at: string; readonly style?: 'relative' | 'local' };

/**
 * A moment: relative, with the exact time on hover. The server, which knows neither the reader's
 * clock nor zone, renders UTC; only texts that really change re-render.
 */
export function Time({ at, style = 'relative' }: Props) {
  const text = useSyncExternalStore(
    subscribeToClock,
    () => (style === 'local' ? formatLocal(at) : formatRelative(at, Date.now())),
    () => formatUtc(at),
  );
  const exact = useSyncExternalStore(
    subscribeToClock,
    () => `${formatLocal(at)} · ${formatUtc(at)}`,
    () => formatUtc(at),
  );
  return (
    <time dateTime={at} title={exact} className="whitespace-nowrap">
      {text}
    </time>
  );
}
