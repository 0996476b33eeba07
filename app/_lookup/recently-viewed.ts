/** A ticket that was recently viewed in this browser. */
export type ViewedTicket = {
  readonly reference: string;
  readonly subject: string;
  readonly at: string;
};

/** Browsers keep their lists under this older name. */
const KEY = 'snapgate-looked-up';
const MOST = 12;

/** Puts a ticket first in this browser's list of recently viewed tickets. */
export function noteViewedTicket(reference: string, subject: string): void {
  const others = readViewedTickets().filter((one) => one.reference !== reference);
  const all = [{ reference, subject, at: new Date().toISOString() }, ...others].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing.
  }
}

/** Newest first. */
export function readViewedTickets(): readonly ViewedTicket[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isViewedTicket) : [];
  } catch {
    return [];
  }
}

/** With the session: the next person at this browser has viewed nothing yet. */
export function forgetViewedTickets(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing.
  }
}

function isViewedTicket(value: unknown): value is ViewedTicket {
  const fields = ['reference', 'subject', 'at'] as const;
  return (
    typeof value === 'object' &&
    value !== null &&
    fields.every((field) => typeof (value as Partial<ViewedTicket>)[field] === 'string')
  );
}
