import type { Ec2World } from '../ec2/ec2-world';
import type { TicketRecord } from '../freshservice/ticket-record';
import { buildServer } from './build-server';
import { buildTicket } from './build-ticket';
import { SAMPLES } from './sample-tickets';

/** Everything the sandbox holds when it starts; dates are relative to `startMs`. */
export function buildSamples(startMs: number): {
  readonly tickets: readonly TicketRecord[];
  readonly world: Ec2World;
} {
  const servers = SAMPLES.flatMap((sample) => sample.servers).map((one) =>
    buildServer(one, startMs),
  );
  return {
    tickets: SAMPLES.map((sample) => buildTicket(sample, startMs)),
    world: {
      instances: servers.map(({ instance }) => instance),
      volumes: servers.flatMap(({ volumes }) => volumes),
      snapshots: servers.flatMap(({ snapshots }) => snapshots),
    },
  };
}
