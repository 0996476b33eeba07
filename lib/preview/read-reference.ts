import { AppError } from '@/lib/errors/app-error';
import { parseTicketReference } from '@/lib/ticket/parse-ticket-reference';
import type { TicketReference } from '@/lib/ticket/ticket';

/** What a person typed or pasted, as a reference. Throws `AppError` with the accepted forms. */
export function readReference(input: string, freshserviceUrl: string): TicketReference {
  const parsed = parseTicketReference(input, freshserviceUrl);
  if (parsed.ok) return parsed.reference;
  throw new AppError({
    code: 'reference-unreadable',
    message: parsed.message,
    hint: parsed.hint,
  });
}
