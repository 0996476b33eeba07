import { buildTicket, type BulkTicket } from '@/scripts/chaos/bulk-tickets';

const FIRST_NUMBER = 30_001;
/** A ticket has up to 1,000 addresses: four times 256. */
const TICKETS_PER_NETWORK = 60;

/** A ticket that asks for so many servers of one account; `index` keeps it apart from the others. */
export function buildBenchTicket(index: number, volumes: number): BulkTicket {
  const network = 150 + Math.floor(index / TICKETS_PER_NETWORK);
  return buildTicket({
    reference: `CHN-${FIRST_NUMBER + index}`,
    environment: 'prod-eu',
    count: volumes,
    name: `bench-${index}`,
    firstAddress: `10.${network}.${(index % TICKETS_PER_NETWORK) * 4}.0`,
  });
}
