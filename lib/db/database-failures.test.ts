import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished, expect, test, vi } from 'vitest';
import { toDatabaseFailure } from '@/lib/errors/database-failure';
import { checkDatabase } from './check-database';
import { openDatabase, type Database } from './client';
import { openClient } from './connect';
import { createTestDatabase } from '@/testing/test-database';

async function openOwn(): Promise<Database & { readonly ask: (sql: string) => Promise<unknown> }> {
  const { url, drop } = await createTestDatabase();
  const database = openDatabase(url);
  const administrator = await openClient(url);
  onTestFinished(async () => {
    await administrator.end();
    await database.close();
    await drop();
  });
  return { ...database, ask: (sql) => administrator.query(sql) };
}

const nameOf = ({ url }: Database) => new URL(url).pathname.slice(1);

/** The database as a role that may do nothing but log in. */
async function loginAs(database: Awaited<ReturnType<typeof openOwn>>, settings: string) {
  const role = `role_${nameOf(database)}`;
  await database.ask(`CREATE ROLE ${role} LOGIN PASSWORD 'right' ${settings}`);
  onTestFinished(async () => void (await database.ask(`DROP ROLE ${role}`)));
  return (password: string) =>
    Object.assign(new URL(database.url), { username: role, password }).href;
}

const twice = (message: string) => [message, message];

async function failureOf(url: string) {
  const database = openDatabase(url);
  const failures = [await checkDatabase(database)];
  // The same through Prisma, whose adapter has its own words for each.
  await database.prisma.run.count().catch((error: unknown) => {
    failures.push(toDatabaseFailure(error));
  });
  await database.close();
  return failures.map((failure) => failure?.message);
}

test('a wrong password, a full server and missing rights are told apart', async () => {
  const database = await openOwn();
  const login = await loginAs(database, 'CONNECTION LIMIT 0');
  expect(await failureOf(login('wrong'))).toEqual(
    twice('The database rejected the user name or password. Nothing was changed.'),
  );
  expect(await failureOf(login('right'))).toEqual(
    twice('The database has no connections left. Nothing was changed.'),
  );
  await database.ask(`ALTER ROLE role_${nameOf(database)} CONNECTION LIMIT -1`);
  expect(await failureOf(login('right'))).toEqual(
    twice('The database user does not have permission to do this.'),
  );
});

test('a database that does not exist and a server without TLS are named', async () => {
  const database = await openOwn();
  const missing = Object.assign(new URL(database.url), { pathname: '/nothing_here' }).href;
  expect(await failureOf(missing)).toEqual(
    twice('The database that DATABASE_URL names does not exist.'),
  );
  const encrypted = `${database.url}?sslmode=verify-full`;
  expect(await failureOf(encrypted)).toEqual(
    twice('Could not establish an encrypted connection to the database.'),
  );
});

test('a database without tables says which command makes them', async () => {
  const database = await openOwn();
  await database.ask('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  expect(await failureOf(database.url)).toEqual([
    'The database does not have the tables of this version.',
    'The database does not have the tables of this version.',
  ]);
  expect((await checkDatabase(database))?.hint).toContain('npm run db:migrate');
});

test('a read-only server is told, its connections are given up, and work goes on after it', async () => {
  const database = await openOwn();
  const { prisma, pool } = database;
  const write = () =>
    prisma.$transaction((tx) => tx.$executeRaw`UPDATE run SET fence = fence WHERE false`);
  await write();
  const kept = await pool.connect();
  const setReadOnly = (value: 'on' | 'off') =>
    database.ask(`ALTER DATABASE ${nameOf(database)} SET default_transaction_read_only = ${value}`);
  // The connections that are open turn read-only as those of a demoted primary behind a pooler do.
  await kept.query('SET default_transaction_read_only = on');
  kept.release();
  await setReadOnly('on');
  const failure: unknown = await write().catch((error: unknown) => error);
  expect(toDatabaseFailure(failure)?.message).toContain('read-only');
  expect((await checkDatabase(database))?.message).toContain('read-only');
  await setReadOnly('off');
  await vi.waitFor(write);
  expect(await checkDatabase(database)).toBeNull();
});

test('with aws-iam each connection logs in with a token signed for it', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const tokens: string[] = [];
  const server = createServer((socket) => askForPassword(socket, tokens));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const login = { kind: 'aws-iam', region: 'eu-west-1' } as const;
  const database = openDatabase({ url: `postgresql://snapgate@127.0.0.1:${port}/snapgate`, login });
  const failure = await checkDatabase(database);
  await database.close();
  expect(failure?.message).toContain('rejected the user name or password');
  const [token = ''] = tokens;
  expect(token).toMatch(new RegExp(`^127\\.0\\.0\\.1:${port}/\\?`));
  const parameters = new URL(`https://${token}`).searchParams;
  expect(Object.fromEntries(parameters)).toMatchObject({
    Action: 'connect',
    DBUser: 'snapgate',
    'X-Amz-Expires': '900',
    'X-Amz-Credential': expect.stringMatching(/\/eu-west-1\/rds-db\/aws4_request$/) as string,
  });
});

/** The server's side of a login, as RDS does it: asks for the password in clear, and refuses it. */
function askForPassword(socket: Socket, passwords: string[]): void {
  let asked = false;
  socket.on('data', (data) => {
    if (!asked) {
      asked = true;
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      return;
    }
    if (data[0] !== 0x70) return;
    passwords.push(data.subarray(5, -1).toString());
    const fields = Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0');
    const head = Buffer.from([0x45, 0, 0, 0, 0]);
    head.writeInt32BE(fields.length + 4, 1);
    socket.end(Buffer.concat([head, fields]));
  });
}
