/** A ticket that was opened in this browser. */
export type LookedUp = {
  readonly reference: string;
  readonly subject: string;
  readonly at: string;
};

const KEY = 'snapgate-looked-up';
const MOST = 12;

/** Puts a ticket first in this browser's list of what was looked up. */
export function noteLookUp(reference: string, subject: string): void {
  const others = readLookUps().filter((one) => one.reference !== reference);
  const all = [{ reference, subject, at: new Date().toISOString() }, ...others].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing.
  }
}

/** Newest first. */
export function readLookUps(): readonly LookedUp[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isLookedUp) : [];
  } catch {
    return [];
  }
}

/** With the session: the next person at this browser has looked nothing up yet. */
export function forgetLookUps(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing.
  }
}

function isLookedUp(value: unknown): value is LookedUp {
  const fields = ['reference', 'subject', 'at'] as const;
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every((field) => typeof (value as Partial<LookedUp>)[field] === 'string')
  );
}
