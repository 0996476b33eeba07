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
  const minutes = Math.floor(ms / MINUTE_MS);
  if (ms < HOUR_MS) return `${minutes} min`;
  const hours = Math.floor(ms / HOUR_MS);
  // Two units: "2 days" for almost three would send someone home too late.
  if (hours < 10 && minutes % 60 > 0) return `${hours} h ${minutes % 60} min`;
  if (ms < DAY_MS) return `${hours} h`;
  const days = Math.floor(ms / DAY_MS);
  if (days < 7 && hours % 24 > 0) return `${days} d ${hours % 24} h`;
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

// Written out, because the server's and the browser's Intl abbreviate some of them differently.
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `25 Nov 22:08 UTC`, with the year where it is not this one; `local` is for the browser only. */
export function formatMoment(at: string, zone: 'utc' | 'local', nowMs: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const offsetMs = zone === 'utc' ? 0 : -date.getTimezoneOffset() * MINUTE_MS;
  const shown = new Date(date.getTime() + offsetMs);
  const year = shown.getUTCFullYear();
  const parts = [
    shown.getUTCDate(),
    MONTHS[shown.getUTCMonth()],
    ...(year === new Date(nowMs).getUTCFullYear() ? [] : [year]),
    shown.toISOString().slice(11, 16),
    zone === 'utc' ? 'UTC' : zoneName(date),
  ];
  return parts.join(' ').trim();
}

let localZone: Intl.DateTimeFormat | null = null;

/** Loaded only where it is asked for, as in format-number. */
function zoneName(date: Date): string {
  localZone ??= new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });
  return localZone.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
