import { findFreePort } from '@/sandbox/postgres/free-port';
import type { StandIn } from '@/sandbox/sandbox';

export type PortName = 'app' | 'postgres' | 'control' | StandIn;
export type Ports = Readonly<Record<PortName, number>>;

export const USUAL_PORTS: Ports = {
  app: 3000,
  control: 4100,
  freshservice: 4101,
  ec2: 4102,
  slack: 4103,
  oidc: 4104,
  postgres: 4105,
};

/** Any free port for everything, so that tests never meet a running demo. */
export const ANY_PORTS: Ports = {
  app: 0,
  control: 0,
  freshservice: 0,
  ec2: 0,
  slack: 0,
  oidc: 0,
  postgres: 0,
};

const NAMES: Readonly<Record<PortName, string>> = {
  app: 'Snapgate',
  control: 'the sandbox page',
  freshservice: 'Freshservice',
  ec2: 'EC2',
  slack: 'Slack',
  oidc: 'the sign-in provider',
  postgres: 'PostgreSQL',
};

/** Takes the wanted ports; where one is in use another is taken and the person is told. */
export async function choosePorts(
  wanted: Ports,
  needed: readonly PortName[],
  onNotice: (notice: string) => void,
): Promise<Ports> {
  const chosen: Record<PortName, number> = { ...wanted };
  const taken = new Set<number>();
  for (const name of needed) {
    chosen[name] = await choosePort(wanted[name], taken);
    taken.add(chosen[name]);
    if (wanted[name] !== 0 && chosen[name] !== wanted[name]) {
      onNotice(`Port ${wanted[name]} is in use; ${NAMES[name]} takes ${chosen[name]}.`);
    }
  }
  return chosen;
}

/** Tries a few that are easy to remember first. */
async function choosePort(wanted: number, taken: ReadonlySet<number>): Promise<number> {
  const tries = wanted === 0 ? [] : [0, 10, 20, 30, 40].map((step) => wanted + step);
  for (const port of tries) {
    if (!taken.has(port) && (await findFreePort(port)) === port) return port;
  }
  for (;;) {
    const port = await findFreePort(0);
    if (!taken.has(port)) return port;
  }
}
