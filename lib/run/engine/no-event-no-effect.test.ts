import { expect, test } from 'vitest';
import { startTestServices, type TestServices } from '@/testing/test-services';

/**
 * From now on the database stores no event of this code. How often it refused stays counted: a
 * sequence is not rolled back with the transaction.
 */
async function refuseEvents({ database }: TestServices, code: string) {
  const { pool } = database;
  await pool.query(`
    CREATE SEQUENCE refused;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM nextval('refused');
      RAISE EXCEPTION 'no room for events';
    END $$;
    CREATE TRIGGER a_refuse BEFORE INSERT ON event FOR EACH ROW WHEN (NEW.code = '${code}')
      EXECUTE FUNCTION refuse()`);
  return {
    async count(): Promise<number> {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT CASE WHEN is_called THEN last_value::int ELSE 0 END AS count FROM refused`,
      );
      return rows[0]?.count ?? 0;
    },
    end: () => pool.query('DROP TRIGGER a_refuse ON event'),
  };
}

test('an Execute whose first event cannot be written does not happen', async () => {
  const services = await startTestServices();
  services.work();
  await refuseEvents(services, 'run-requested');
  await expect(services.start('CHN-7303')).rejects.toThrow('no room for events');
  expect(await services.database.prisma.run.count()).toBe(0);
  expect(await services.database.prisma.step.count()).toBe(0);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
  expect(services.snapshotsTaken()).toEqual([]);
});

test('a refusal whose event cannot be written is not recorded as one', async () => {
  const services = await startTestServices();
  await refuseEvents(services, 'execute-rejected');
  const blocked = services.requestOf(await services.preview('CHN-7301'));
  await expect(services.execute(blocked)).rejects.toThrow('no room for events');
  expect(await services.database.prisma.run.count()).toBe(0);
});

test('no call leaves while its mark cannot be written; when it can, each volume is called once', async () => {
  const services = await startTestServices();
  const refused = await refuseEvents(services, 'create-called');
  const runId = await services.start('CHN-7303');
  services.work();
  // Every step has been tried, and the run was taken up again after that.
  await expect.poll(() => refused.count()).toBeGreaterThan(3);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(0);
  const { steps } = await services.run(runId);
  expect(steps.map(({ status }) => status)).toEqual(['planned', 'planned', 'planned']);
  await refused.end();
  const run = await services.waitForRun(runId);
  expect(run.status).toBe('succeeded');
  expect(services.snapshotsTaken()).toHaveLength(3);
  expect(services.sandbox.calls.count({ operation: 'CreateSnapshot' })).toBe(3);
});
