import { askFor, rowOfServers } from '@/sandbox/samples/sample';
import type { BulkTicket } from '@/scripts/chaos/bulk-tickets';

const FIRST_NUMBER = 30_001;
/** A ticket has up to 1,000 addresses: four times 256. */
const TICKETS_PER_NETWORK = 60;

/** A ticket that asks for so many servers of one account; `index` keeps it apart from the others. */
export function buildBenchTicket(index: number, volumes: number): BulkTicket {
  const environment = 'prod-eu';
  const reference = `CHN-${FIRST_NUMBER + index}`;
  const subject = `Restart ${volumes} servers`;
  const network = 150 + Math.floor(index / TICKETS_PER_NETWORK);
  const firstAddress = `10.${network}.${(index % TICKETS_PER_NETWORK) * 4}.0`;
  const servers = rowOfServers(volumes, `bench-${index}`, firstAddress);
  const tasks = servers.map((server) => askFor(server));
  const sample = {
    reference,
    situation: subject,
    subject,
    shows: [],
    environment,
    tasks,
    servers,
  } as const;
  return { reference, environment, sample };
}
