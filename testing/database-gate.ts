import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/**
 * A point that no write of the product passes while it is closed. It is made of a trigger and an
 * advisory lock, so the product stands in the middle of its own statement and knows nothing of it.
 */
export type DatabaseGate = {
  /** Resolves once a write stands at the gate. */
  readonly untilReached: () => Promise<void>;
  /** Lets the writes through: they are committed, even when their process is dead. */
  readonly open: () => Promise<void>;
  /** Rolls the waiting writes back, as when the connection died with its process. */
  readonly abandon: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** `claimed`: a run gets an owner. Anything else: an event of this code is written. */
export type GatePoint =
  'claimed' | 'create-called' | 'snapshot-created' | 'run-finished' | 'slack-sent';

const KEY = 4711;

export async function closeDatabaseGate(url: string, point: GatePoint): Promise<DatabaseGate> {
  const client = new pg.Client({ connectionString: url, application_name: 'gate' });
  await client.connect();
  await client.query(`SELECT pg_advisory_lock(${KEY})`);
  await client.query(`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock_shared(${KEY}); RETURN NEW; END $$;
    ${triggerSql(point)} EXECUTE FUNCTION wait_at_gate()`);
  const open = async () => {
    await client.query(`SELECT pg_advisory_unlock(${KEY})`);
  };
  return {
    async untilReached() {
      while ((await countWaiting(client, `locktype = 'advisory'`)) === 0) await wait(20);
    },
    open,
    async abandon() {
      // Others of the same process may wait for the row that the first one has locked.
      while ((await countWaiting(client, 'true')) > 0) {
        await client.query(`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`);
        await wait(20);
      }
      await open();
    },
    close: () => client.end(),
  };
}

function triggerSql(point: GatePoint): string {
  return point === 'claimed'
    ? `CREATE TRIGGER gate BEFORE UPDATE ON run FOR EACH ROW WHEN (NEW.fence > OLD.fence)`
    : `CREATE TRIGGER gate BEFORE INSERT ON event FOR EACH ROW WHEN (NEW.code = '${point}')`;
}

async function countWaiting(client: pg.Client, condition: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`
    SELECT count(*)::int AS count FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database() AND ${condition}`);
  return rows[0]?.count ?? 0;
}
