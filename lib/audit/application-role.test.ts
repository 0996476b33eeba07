import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { grantApplication } from '@/lib/db/grant-application';
import { createTestDatabase } from '@/testing/test-database';
import { startTestServices } from '@/testing/test-services';
import { sealDays } from './seal-days';
import { verifyInWords } from '@/testing/test-history';

/** A database whose tables belong to one role, and the address of another that only works there. */
async function openAsApplication() {
  const own = await createTestDatabase();
  const owner = new pg.Client({ connectionString: own.url });
  await owner.connect();
  const role = `app_${new URL(own.url).pathname.slice(1)}`;
  await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => {
    await owner.query(`DROP OWNED BY ${role}`);
    await owner.query(`DROP ROLE ${role}`);
    await owner.end();
    await own.drop();
  });
  await grantApplication(own.url, role);
  const url = Object.assign(new URL(own.url), { username: role, password: 'secret' }).href;
  return { url, owner };
}

test("the product works with the application's role, and that role cannot undo what it wrote", async () => {
  const { url } = await openAsApplication();
  const services = await startTestServices({ variables: { DATABASE_URL: url } });
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7303'));
  expect(run.status).toBe('succeeded');
  expect(await sealDays(services.database.prisma)).toEqual([]);
  expect(await verifyInWords(services.database)).toEqual([]);
  const { pool } = services.database;
  for (const statement of [
    `UPDATE event SET message = 'x'`,
    'DELETE FROM event',
    'TRUNCATE event',
    'ALTER TABLE event DISABLE TRIGGER ALL',
    'DROP TRIGGER event_keep ON event',
    `SET session_replication_role = replica`,
    'DELETE FROM run',
    'DELETE FROM step',
    `UPDATE ledger SET code = 'x'`,
    `INSERT INTO ledger (code, data) VALUES ('day-closed', '{}')`,
    'CREATE TEMPORARY TABLE event (run_id uuid, seq integer, at timestamptz, hash bytea)',
    'CREATE TABLE another (id integer)',
    `INSERT INTO archived_run (run_id, archive_seq, ticket, started_at)
       SELECT id, 1, ticket, started_at FROM run`,
  ]) {
    await expect(pool.query(statement)).rejects.toThrow(/denied|must be owner/);
  }
  await pool.query(`INSERT INTO export_record (id, format, filters, agent_subject, agent_email, agent_name)
    VALUES (gen_random_uuid(), 'csv', '', 'a', 'b', 'c')`);
  expect(await services.database.prisma.ledger.findMany({ select: { code: true } })).toEqual([
    { code: 'export-begun' },
  ]);
  await expect(pool.query('SELECT wait_for_open_events()')).resolves.toBeDefined();
});
