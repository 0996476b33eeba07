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

/** Those of the lines that hold every word of the search, in their message or their code. */
export function eventsWith(events: readonly RunEvent[], search: string): readonly RunEvent[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return events;
  return events.filter(({ code, message }) => {
    const line = `${code} ${message}`.toLowerCase();
    return words.every((word) => line.includes(word));
  });
}
