import type { Random } from './random';

export type SeedEnvironment = {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
};

/** A server that tickets ask about, again and again over the years. */
export type SeedServer = {
  readonly name: string;
  readonly ipAddress: string;
  readonly instanceId: string;
  readonly volumeId: string;
  readonly sizeGib: number;
  readonly encrypted: boolean;
};

export type Fleet = {
  readonly environment: SeedEnvironment;
  readonly servers: readonly SeedServer[];
}[];

const ENVIRONMENTS: readonly (SeedEnvironment & { readonly servers: number })[] = [
  { name: 'prod-eu', accountId: '111122223333', region: 'eu-west-1', servers: 1_600 },
  { name: 'prod-us', accountId: '444455556666', region: 'us-east-1', servers: 1_100 },
  { name: 'data-eu', accountId: '222233334444', region: 'eu-central-1', servers: 600 },
  { name: 'staging-eu', accountId: '555566667777', region: 'eu-west-1', servers: 450 },
  { name: 'legacy-us', accountId: '888899990000', region: 'us-west-2', servers: 250 },
];
const ROLES = ['web', 'app', 'api', 'db', 'cache', 'queue', 'batch', 'search', 'mail', 'file'];
const TEAMS = ['billing', 'crm', 'shop', 'hr', 'ledger', 'stock', 'portal', 'reports', 'auth'];
const SIZES_GIB = [8, 16, 20, 30, 50, 80, 100, 120, 200, 500] as const;

export function buildFleet(random: Random): Fleet {
  return ENVIRONMENTS.map(({ servers, ...environment }, block) => ({
    environment,
    servers: Array.from({ length: servers }, (_, index) => buildServer(random, block, index)),
  }));
}

function buildServer(random: Random, block: number, index: number): SeedServer {
  const number = String(1 + (index % 90)).padStart(2, '0');
  return {
    name: `${random.pick(ROLES)}-${random.pick(TEAMS)}-${number}`,
    ipAddress: `10.${20 + block * 10}.${Math.floor(index / 250)}.${1 + (index % 250)}`,
    instanceId: `i-0${random.hex(16)}`,
    volumeId: `vol-0${random.hex(16)}`,
    sizeGib: random.pick(SIZES_GIB),
    encrypted: random.chance(0.8),
  };
}
