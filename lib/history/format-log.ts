import type { RunEvent } from '@/lib/run/run';

/** A run's log as text, one line an event: number, time, level, code, message, data. */
export function formatLog(events: readonly RunEvent[]): string {
  return events.map(formatLine).join('');
}

function formatLine({ seq, at, level, code, message, data }: RunEvent): string {
  const facts = Object.keys(data).length === 0 ? '' : ` ${JSON.stringify(data)}`;
  return `${seq} ${at} ${level.toUpperCase()} ${code} ${withoutControls(message)}${facts}\n`;
}

/** A message may quote a ticket: no line break or terminal escape of it reaches a reader's screen. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
