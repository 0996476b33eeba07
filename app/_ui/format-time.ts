const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 min ago`, `in 2 h`: how far a moment lies from now. */
export function formatRelative(at: string, nowMs: number): string {
  const deltaMs = new Date(at).getTime() - nowMs;
  if (Number.isNaN(deltaMs)) return at;
  const distance = formatDistance(Math.abs(deltaMs));
  if (distance === null) return 'just now';
  return deltaMs < 0 ? `${distance} ago` : `in ${distance}`;
}

function formatDistance(ms: number): string | null {
  if (ms < 5 * SECOND_MS) return null;
  if (ms < MINUTE_MS) return `${Math.floor(ms / (5 * SECOND_MS)) * 5} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  const days = Math.floor(ms / DAY_MS);
  if (days === 1) return '1 day';
  if (days < 60) return `${days} days`;
  return days < 730 ? `${Math.floor(days / 30)} months` : `${Math.floor(days / 365)} years`;
}

/** `41 s`, `3 min 05 s`, `2 h 10 min`: how long something took. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / SECOND_MS));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `2026-11-02 19:00:05 UTC`: the same for everybody, and on server and browser. */
export function formatUtc(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const LOCAL = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
});
const LOCAL_ZONE = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** `2 Nov 2026, 20:00 CET`: in the reader's time zone, so for the browser only. */
export function formatLocal(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const zone = LOCAL_ZONE.formatToParts(date).find((part) => part.type === 'timeZoneName');
  return `${LOCAL.format(date)} ${zone?.value ?? ''}`.trim();
}
