import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres';

let folder: string;
let stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapgate-embedded-'));
  // The data itself may belong to another OS user, who must be able to reach it.
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}) {
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), ...options });
  stops.push(server.stop);
  return server;
}

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const write = 'CREATE TABLE kept (word text); INSERT INTO kept VALUES ($$still here$$)';
const read = 'SELECT word FROM kept';
const kept = [{ word: 'still here' }];

describe('startEmbeddedPostgres', () => {
  it('is the PostgreSQL of production with its extensions, and writes to disk', async () => {
    const { url } = await start();
    await query(url, 'CREATE EXTENSION pg_trgm');
    expect(await query(url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(url, "SELECT 'ÄÖ' ILIKE 'äö' AS same")).toEqual([{ same: true }]);
  });

  it('keeps data and password between starts', async () => {
    const first = await start();
    await query(first.url, write);
    await first.stop();
    const second = await start({ port: first.port });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, read)).toEqual(kept);
  });

  it('deletes temporary data when it stops', async () => {
    const server = await start({ temporary: true });
    expect(existsSync(join(folder, 'postgres'))).toBe(true);
    await server.stop();
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
  });

  it('takes another port when the wanted one is in use, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    const notices: string[] = [];
    const server = await start({ port: taken, onNotice: (notice) => notices.push(notice) });
    expect(server.port).not.toBe(taken);
    expect(notices).toContain(`Port ${taken} is in use; PostgreSQL listens on ${server.port}.`);
    other.close();
  });

  it('starts again after a crash of the server', async () => {
    const first = await start();
    await query(first.url, write);
    process.kill(readServerPid(), 'SIGKILL');
    await first.stop();
    const second = await start();
    expect(await query(second.url, read)).toEqual(kept);
  });

  it('does not open the data of a server that someone else is running', async () => {
    const owner = await startElsewhere();
    await expect(start()).rejects.toThrow('already uses');
    owner.kill('SIGTERM');
    await once(owner, 'exit');
  });

  it('leaves no server behind when the process that started it is killed', async () => {
    const owner = await startElsewhere();
    const pid = readServerPid();
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes over a server that outlived the process which started it', async () => {
    const owner = await startElsewhere();
    const pid = readServerPid();
    // Its watcher cannot do its work then.
    for (const watcher of listShells(pid)) process.kill(watcher, 'SIGKILL');
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(isRunning(pid)).toBe(true);
    const { url } = await start();
    expect(isRunning(pid)).toBe(false);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.runIf(process.getuid?.() === 0)(
    'runs for root below a folder that other users cannot enter, and finds its data again',
    async () => {
      chmodSync(folder, 0o700);
      const notices: string[] = [];
      const options = { onNotice: (notice: string) => notices.push(notice) };
      const first = await start(options);
      await query(first.url, write);
      await first.stop();
      const second = await start();
      expect(await query(second.url, read)).toEqual(kept);
      await second.stop();
      expect(notices[0]).toMatch(/keeps its data in /);
      // The checkout is deleted and recreated: nothing of the old one may come back.
      rmSync(join(folder, 'postgres'), { recursive: true });
      mkdirSync(join(folder, 'postgres'));
      const third = await start({ temporary: true });
      await expect(query(third.url, read)).rejects.toThrow('does not exist');
    },
  );
});

function readServerPid(): number {
  const moved = join(folder, 'postgres', 'moved-to');
  const place = existsSync(moved) ? readFileSync(moved, 'utf8').split('\n')[0] : undefined;
  const file = join(place ?? join(folder, 'postgres'), 'data', 'postmaster.pid');
  return Number.parseInt(readFileSync(file, 'utf8'), 10);
}

/** Starts a server on the same folder from another process, which then waits. */
async function startElsewhere() {
  const script = `
    import { startEmbeddedPostgres } from './sandbox/postgres/embedded-postgres.ts';
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(join(folder, 'postgres'))} });
    console.log('ready');
    setInterval(() => undefined, 1000);`;
  const owner = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  stops.push(async () => {
    owner.kill('SIGKILL');
    await wait(0);
  });
  const [started] = await Promise.race([once(owner.stdout, 'data'), once(owner, 'exit')]);
  if (!Buffer.isBuffer(started)) throw new Error(`The other process ended with ${started}.`);
  return owner;
}

function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

/** Pids of the shells in a session; the second field of `stat` is the name, the sixth the session. */
function listShells(session: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' '))
    .filter((stat) => stat[1] === '(sh)' && Number(stat[5]) === session)
    .map(([pid]) => Number(pid));
}
