import pg from 'pg';
import { JOB_SCHEMA } from './job-queues';

/**
 * Gives a role what the application needs and nothing more: the tables belong to the role that
 * migrates, and this one can neither change what was written nor remove a run. To be repeated after
 * each migration, because new tables come without rights. The role must exist.
 */
export async function grantApplication(ownerUrl: string, role: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(writeGrants(pg.escapeIdentifier(role)));
  } finally {
    await client.end();
  }
}

/** One transaction: whoever works meanwhile never has less than before. */
function writeGrants(role: string): string {
  return `
    BEGIN;
    GRANT USAGE ON SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, ${JOB_SCHEMA} TO ${role};
    REVOKE DELETE ON run, step, export_record FROM ${role};
    REVOKE UPDATE, DELETE ON event, ledger FROM ${role};
    REVOKE INSERT, UPDATE, DELETE ON archived_run, _prisma_migrations FROM ${role};
    COMMIT`;
}
