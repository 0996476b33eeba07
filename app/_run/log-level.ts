import type { EventLevel, RunEvent } from '@/lib/run/run';

/** From the most to the least talkative. */
export const LEVELS: readonly EventLevel[] = ['debug', 'info', 'warn', 'error'];

export const LEVEL_WORDS: Readonly<Record<EventLevel, string>> = {
  debug: 'Everything',
  info: 'Information and up',
  warn: 'Warnings and errors',
  error: 'Errors only',
};

/** The lines that are at least as serious as the level. */
export function eventsFrom(events: readonly RunEvent[], level: EventLevel): readonly RunEvent[] {
  const lowest = LEVELS.indexOf(level);
  return events.filter((event) => LEVELS.indexOf(event.level) >= lowest);
}
