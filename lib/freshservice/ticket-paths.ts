import type { TicketKind } from '@/lib/ticket/ticket';

/** Freshservice files incidents and service requests in one place. */
const COLLECTIONS: Readonly<Record<TicketKind, 'changes' | 'tickets' | 'problems'>> = {
  CHN: 'changes',
  INC: 'tickets',
  SR: 'tickets',
  PRB: 'problems',
};

/** Path below the API's base, such as `/changes/7303`. */
export function buildTicketPath(reference: { kind: TicketKind; number: number }): string {
  return `/${COLLECTIONS[reference.kind]}/${reference.number}`;
}
