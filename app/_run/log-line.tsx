import { TONE_TEXT, type Tone } from '@/app/_ui/tone';
import type { EventLevel, RunEvent } from '@/lib/run/run';

const LEVEL_TONES: Readonly<Record<EventLevel, Tone>> = {
  debug: 'neutral',
  info: 'neutral',
  warn: 'attention',
  error: 'bad',
};

type Props = { readonly event: RunEvent };

/** One line of the log, with its exact UTC time, as the text file has it. */
export function LogLine({ event }: Props) {
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
        {event.message}
      </span>
    </li>
  );
}
