'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import type { RunEvent } from '@/lib/run/run';
import { LogLine } from './log-line';

/** Older lines than these are shown when asked for. */
const SHOWN = 400;
const AT_END_PX = 24;

type Props = { readonly events: readonly RunEvent[] };

/** The lines in a frame of their own, which follows its end until one scrolls up. */
export function LogLines({ events }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(-SHOWN);

  useLayoutEffect(() => {
    const element = frame.current;
    if (element !== null && following.current) element.scrollTop = element.scrollHeight;
  }, [shown.length]);

  function noteScroll() {
    const element = frame.current;
    if (element === null) return;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    following.current = below < AT_END_PX;
  }

  if (events.length === 0) return <p className="px-4 py-4 text-muted">No line matches.</p>;
  return (
    <div
      ref={frame}
      onScroll={noteScroll}
      role="region"
      aria-label="Lines of the log"
      tabIndex={0}
      className="max-h-96 overflow-y-auto py-1 -outline-offset-2 print:max-h-none"
    >
      {shown.length < events.length && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="w-full px-4 py-1 text-left text-accent hover:underline"
        >
          Show {events.length - shown.length} earlier lines
        </button>
      )}
      <ol>
        {shown.map((event) => (
          <LogLine key={event.seq} event={event} />
        ))}
      </ol>
    </div>
  );
}
