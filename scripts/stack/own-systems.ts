import { STAND_INS } from '@/sandbox/sandbox';
import type { StandIn } from '@/sandbox/sandbox';

type Variables = Readonly<Record<string, string | undefined>>;

/** A system that the user brings; the demo then leaves that one alone. */
export type OwnSystem = { readonly name: string; readonly address: string };

const SYSTEMS: Readonly<Record<StandIn | 'database', readonly [string, ...string[]]>> = {
  database: ['PostgreSQL', 'DATABASE_URL'],
  freshservice: ['Freshservice', 'FRESHSERVICE_URL', 'ENV_FRESH_SERVICE_URL'],
  ec2: ['EC2', 'AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL'],
  slack: ['Slack', 'SLACK_API_URL'],
  oidc: ['Sign-in', 'OIDC_ISSUER'],
};

/** What the user's variables name, without passwords. */
export function findOwnSystems(variables: Variables): readonly OwnSystem[] {
  return (['database', ...STAND_INS] as const).flatMap((system) => {
    const address = findAddress(system, variables);
    return address ? [{ name: SYSTEMS[system][0], address: hidePassword(address) }] : [];
  });
}

/** The stand-ins that nothing of the user's replaces. */
export function listStandIns(variables: Variables): readonly StandIn[] {
  return STAND_INS.filter((system) => !findAddress(system, variables));
}

function findAddress(system: StandIn | 'database', variables: Variables): string | null {
  const [, ...names] = SYSTEMS[system];
  return names.map((name) => variables[name]?.trim()).find(Boolean) ?? null;
}

function hidePassword(address: string): string {
  if (!URL.canParse(address)) return '(not an address)';
  const url = new URL(address);
  url.password = '';
  return url.href;
}
