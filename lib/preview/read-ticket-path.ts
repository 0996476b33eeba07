import { formatTicketReference, parseTicketReference } from '@/lib/ticket/parse-ticket-reference';

type TicketPath =
  | { readonly ok: true; readonly path: string; readonly reference: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Where the page of a ticket is, from whatever a person typed or pasted. */
export function readTicketPath(typed: string, freshserviceUrl: string): TicketPath {
  const parsed = parseTicketReference(typed, freshserviceUrl);
  if (!parsed.ok) return { ok: false, message: parsed.message, hint: parsed.hint };
  const reference = formatTicketReference(parsed.reference);
  return { ok: true, reference, path: `/tickets/${reference}` };
}
