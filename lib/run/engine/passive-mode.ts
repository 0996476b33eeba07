import type { Queries } from '@/lib/db/client';
import { Prisma } from '@/lib/db/generated/client';
import { AppError } from '@/lib/errors/app-error';
import type { Agent } from '../run';

/** Why no new snapshot is taken anywhere in this deployment. Follow-up of what exists goes on. */
export type PassiveMode =
  | { readonly by: 'variable' }
  | {
      readonly by: 'admin';
      readonly reason: string;
      readonly agentName: string;
      readonly agentEmail: string;
      /** ISO 8601 UTC. */
      readonly at: string;
    };

/** One press of the switch, as the ledger has it. */
export type PassiveChange = {
  readonly active: boolean;
  readonly reason: string;
  readonly agentName: string;
  readonly agentEmail: string;
  /** ISO 8601 UTC. */
  readonly at: string;
};

/** True in a statement while an admin has passive mode on. */
export const IS_PASSIVE = Prisma.sql`coalesce((
  SELECT (data->>'active')::boolean FROM ledger WHERE code = 'passive-mode-set'
  ORDER BY seq DESC LIMIT 1), false)`;

/** Null: new runs may start. */
export async function findPassiveMode(
  queries: Queries,
  { passive }: { readonly passive: boolean },
): Promise<PassiveMode | null> {
  if (passive) return { by: 'variable' };
  const [newest] = await listPassiveChanges(queries, 1);
  if (newest?.active !== true) return null;
  const { reason, agentName, agentEmail, at } = newest;
  return { by: 'admin', reason, agentName, agentEmail, at };
}

/** The newest first. */
export async function listPassiveChanges(
  queries: Queries,
  most: number,
): Promise<readonly PassiveChange[]> {
  const rows = await queries.$queryRaw<(Omit<PassiveChange, 'at'> & { readonly at: Date })[]>`
    SELECT (data->>'active')::boolean AS active, data->>'reason' AS reason, at,
           data->>'agent_name' AS "agentName", data->>'agent_email' AS "agentEmail"
    FROM ledger WHERE code = 'passive-mode-set' ORDER BY seq DESC LIMIT ${most}`;
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Takes effect in every process with its next call. Each press is an entry of the ledger. */
export async function setPassiveMode(
  queries: Queries,
  { active, reason }: Pick<PassiveChange, 'active' | 'reason'>,
  { subject, email, name }: Agent,
): Promise<void> {
  await queries.$executeRaw`SELECT set_passive_mode(${active}, ${reason}, ${subject}, ${email}, ${name})`;
}

/** Throws `AppError` `passive-mode`. */
export async function requireActive(
  queries: Queries,
  config: { readonly passive: boolean },
): Promise<void> {
  const mode = await findPassiveMode(queries, config);
  if (mode === null) return;
  const why =
    mode.by === 'variable'
      ? 'It was turned on with PASSIVE_MODE.'
      : `${mode.agentName} (${mode.agentEmail}) turned it on: ${mode.reason}`;
  throw new AppError({
    code: 'passive-mode',
    message: `Snapgate is in passive mode, so no snapshot was taken. ${why}`,
    hint: 'Your Snapgate administrator can turn it off. Existing snapshots are still tracked.',
  });
}
