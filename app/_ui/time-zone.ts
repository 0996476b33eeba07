export const ZONES = ['utc', 'local'] as const;
export type Zone = (typeof ZONES)[number];

const KEY = 'snapgate-zone';
const listeners = new Set<() => void>();

/** In which zone this browser shows times. UTC, which logs and files use, unless chosen otherwise. */
export function readZone(): Zone {
  try {
    return localStorage.getItem(KEY) === 'local' ? 'local' : 'utc';
  } catch {
    // A browser that keeps nothing.
    return 'utc';
  }
}

export function chooseZone(zone: Zone): void {
  try {
    localStorage.setItem(KEY, zone);
  } catch {
    // Times stay in UTC.
  }
  for (const listener of listeners) listener();
}

export function subscribeToZone(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
