import type { RunEvent } from '@/lib/run/run';
import { escapeUnseen } from '@/lib/text/escape-unseen';

/** Lines of a run's log as text, one line an event: number, time, level, code, message, data. */
export function formatLog(events: readonly RunEvent[]): string {
  return events.map(formatLine).join('');
}

/** A message may quote a ticket: no line break or terminal escape of it reaches a reader's screen. */
function formatLine({ seq, at, level, code, message, data }: RunEvent): string {
  const facts = Object.keys(data).length === 0 ? '' : ` ${JSON.stringify(data)}`;
  return `${escapeUnseen(`${seq} ${at} ${level.toUpperCase()} ${code} ${message}${facts}`)}\n`;
}
