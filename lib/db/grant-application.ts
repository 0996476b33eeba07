import pg from 'pg';
import { openClient, type DatabaseAddress } from './connect';
import { JOB_SCHEMA } from './job-queue';

/**
 * Gives a role what the application needs and nothing more: the tables belong to the role that
 * migrates, and this one can neither change what was written nor remove a run. To be repeated after
 * each migration, because new tables come without rights. The role must exist. One transaction:
 * a process that works meanwhile never has less than before.
 */
export async function grantApplication(owner: DatabaseAddress, role: string): Promise<void> {
  const client = await openClient(owner);
  try {
    await client.query('BEGIN');
    await client.query(writeGrants(pg.escapeIdentifier(role)));
    await revokeCreating(client, role);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/**
 * A role that may create tables, temporary ones included, can put one in front of those that the
 * triggers read. Only the owner of the database can take that right away. Throws when it remains.
 */
async function revokeCreating(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ database: string; schema: string }>(
    'SELECT quote_ident(current_database()) AS database, quote_ident(current_schema()) AS schema',
  );
  const { database = '', schema = '' } = rows[0] ?? {};
  const revokes = [
    `REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC, ${pg.escapeIdentifier(role)}`,
    `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${pg.escapeIdentifier(role)}`,
  ];
  for (const revoke of revokes) await client.query(revoke);
  const { rows: left } = await client.query<{ may: boolean }>(
    `SELECT has_database_privilege($1, current_database(), 'TEMPORARY')
       OR has_schema_privilege($1, current_schema(), 'CREATE') AS may`,
    [role],
  );
  if (left[0]?.may !== true) return;
  throw new Error(
    `${role} may still create tables here. Run this as the owner of the database, and make sure that ${role} is not a superuser:\n${revokes.join(';\n')};`,
  );
}

function writeGrants(role: string): string {
  return `
    GRANT USAGE ON SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    REVOKE DELETE ON run, step, export_record FROM ${role};
    REVOKE UPDATE, DELETE ON event FROM ${role};
    REVOKE INSERT, UPDATE, DELETE ON ledger, archived_run, _prisma_migrations FROM ${role};
    REVOKE EXECUTE ON FUNCTION seal_days(), wait_for_open_events(),
      set_passive_mode(boolean, text, text, text, text),
      announce_expired(text, integer, bigint) FROM PUBLIC`;
}
