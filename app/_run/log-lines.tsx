'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { type Tone, TONE_TEXT } from '@/app/_ui/tone';
import type { EventLevel, RunEvent } from '@/lib/run/run';

/** Older lines than these are shown when asked for. */
const SHOWN = 400;
const AT_END_PX = 24;

type Props = {
  readonly events: readonly RunEvent[];
  /** By step. */
  readonly serverNames: ReadonlyMap<string, string>;
};

/** The lines in a frame of their own, which follows its end until one scrolls up. */
export function LogLines({ events, serverNames }: Props) {
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
      aria-label="Log lines"
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
          <LogLine key={event.seq} event={event} server={serverNames.get(event.stepId ?? '')} />
        ))}
      </ol>
    </div>
  );
}

const LEVEL_TONES: Readonly<Record<EventLevel, Tone>> = {
  debug: 'neutral',
  info: 'neutral',
  warn: 'attention',
  error: 'bad',
};

type LogLineProps = { readonly event: RunEvent; readonly server: string | undefined };

/** One line of the log, with its exact UTC time, as the text file has it. */
function LogLine({ event, server }: LogLineProps) {
  const tone = TONE_TEXT[LEVEL_TONES[event.level]];
  return (
    <li className="flex flex-wrap gap-x-3 px-4 py-0.5 font-mono text-xs leading-5 hover:bg-sunken sm:flex-nowrap">
      <time dateTime={event.at} title={event.at} className="shrink-0 text-muted">
        {event.at.slice(11, 23)}
      </time>
      <span className={`w-10 shrink-0 uppercase ${tone}`}>{event.level}</span>
      <span
        className={`min-w-0 basis-full break-words sm:basis-auto ${event.level === 'error' ? 'text-bad' : ''}`}
        title={event.code}
      >
        {server !== undefined && <span className="text-muted">{server} · </span>}
        {event.message}
      </span>
    </li>
  );
}
