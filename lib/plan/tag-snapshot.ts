import type { SnapshotTag } from './plan';

// EC2's own limits, in characters.
const TAG_VALUE_LIMIT_CHARS = 256;
const DESCRIPTION_LIMIT_CHARS = 255;

type SnapshotWords = {
  readonly serverName: string;
  readonly volumeId: string;
  /** Canonical, such as `CHN-7303`. */
  readonly ticket: string;
  readonly agentEmail: string;
};

/** The tags a snapshot gets, but for those of the run. `day` is `YYYYMMDD` in the configured zone. */
export function tagSnapshot(words: SnapshotWords, day: string): readonly SnapshotTag[] {
  return [
    {
      key: 'Name',
      value: fit(words.serverName, (name) => `${day}_${name}_snapshot`, TAG_VALUE_LIMIT_CHARS),
    },
    { key: 'CreatorName', value: fit(words.agentEmail, (email) => email, TAG_VALUE_LIMIT_CHARS) },
    { key: 'Ticket', value: words.ticket },
  ];
}

/** A date, `YYYY-MM-DD`: Snapgate lists what has expired; it deletes nothing by itself. */
const EXPIRY_TAG = 'snapgate:expires';

/**
 * When a snapshot taken on `day` (`YYYYMMDD`) expires, as a tag. Part of the exact tags of a plan,
 * and so of what is executed. No tag where the environment keeps its snapshots.
 */
export function tagExpiry(day: string, keepDays: number | null): readonly SnapshotTag[] {
  return keepDays === null ? [] : [{ key: EXPIRY_TAG, value: addDays(day, keepDays) }];
}

/** The date of a moment in a time zone, `YYYY-MM-DD`, as expiry tags have it. */
export function formatDate(moment: Date, timeZone: string): string {
  return addDays(formatDay(moment, timeZone), 0);
}

/** From `YYYYMMDD` to `YYYY-MM-DD`, so many days later. */
export function addDays(day: string, days: number): string {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6)].map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, (date ?? 0) + days))
    .toISOString()
    .slice(0, 10);
}

export function formatDescription({
  serverName,
  volumeId,
  ticket,
  agentEmail,
}: SnapshotWords): string {
  const write = (name: string): string =>
    `Snapshot of ${name} (${volumeId}) before ${ticket}, requested by ${agentEmail}`;
  return cut(fit(serverName, write, DESCRIPTION_LIMIT_CHARS), DESCRIPTION_LIMIT_CHARS);
}

/** The day of a moment in a time zone, `YYYYMMDD`. `timeZone` is an IANA name. */
export function formatDay(moment: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(format.formatToParts(moment).map((part) => [part.type, part.value]));
  return `${parts.get('year')}${parts.get('month')}${parts.get('day')}`;
}

/** Shortens the name, not the words around it: they are what people search for. */
function fit(name: string, write: (name: string) => string, limit: number): string {
  const whole = write(name);
  const excess = countCharacters(whole) - limit;
  return excess <= 0 ? whole : write(cut(name, Math.max(0, countCharacters(name) - excess)));
}

// By code point, so that no character is cut in half.
function cut(text: string, limit: number): string {
  return countCharacters(text) <= limit ? text : Array.from(text).slice(0, limit).join('');
}

function countCharacters(text: string): number {
  return Array.from(text).length;
}
