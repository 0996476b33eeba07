import { askFor, rowOfServers, type Sample } from '@/sandbox/samples/sample';

export type BulkTicket = {
  readonly reference: string;
  readonly environment: 'prod-eu' | 'prod-us';
  readonly sample: Sample;
};

const FIRST_NUMBER = 20_001;

/**
 * Tickets of `perTicket` servers each, none of them in two tickets, in turn in the two accounts:
 * `steps` snapshots in all.
 */
export function buildBulkTickets(steps: number, perTicket: number): readonly BulkTicket[] {
  return Array.from({ length: Math.ceil(steps / perTicket) }, (_, index) => {
    const reference = `CHN-${FIRST_NUMBER + index}`;
    const environment = index % 2 === 0 ? ('prod-eu' as const) : ('prod-us' as const);
    const count = Math.min(perTicket, steps - index * perTicket);
    const firstAddress = `10.${100 + Math.floor(index / 200)}.${(index % 200) + 1}.10`;
    return buildTicket({ reference, environment, count, name: `bulk-${index}`, firstAddress });
  });
}

type BulkRequest = Pick<BulkTicket, 'reference' | 'environment'> & {
  readonly count: number;
  /** Of the servers, before their number. */
  readonly name: string;
  readonly firstAddress: string;
};

/** A ticket that asks for so many servers with addresses in a row. */
export function buildTicket({
  reference,
  environment,
  count,
  name,
  firstAddress,
}: BulkRequest): BulkTicket {
  const servers = rowOfServers(count, name, firstAddress).map((server) => ({
    ...server,
    environment,
  }));
  const tasks = servers.map((server) => askFor(server));
  const subject = `Restart ${count} servers`;
  const sample = {
    reference,
    situation: subject,
    subject,
    shows: [],
    environment,
    tasks,
    servers,
  };
  return { reference, environment, sample };
}
