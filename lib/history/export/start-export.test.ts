import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import Papa from 'papaparse';
import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { hasEnded, OLGA, startTestServices, type TestServices } from '@/testing/test-services';
import { CSV_COLUMNS } from './export-columns';
import {
  beginExportRecord,
  closeAbandonedExports,
  listExports,
  type ExportFormat,
} from './export-record';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from './start-export';

const HEADER =
  'run_id,started_at,finished_at,run_status,ticket,agent_email,agent_name,environment,account_id,region,task_id,server_name,ip_address,instance_id,volume_id,volume_size_gib,snapshot_id,snapshot_state,step_status,error_code,error_message,slack_status,override_reason,completed_at,ticket_subject,retry_of,acknowledged,' +
  'run_kind,deletion_of,deleted_at,deleted_by_run,name_tag,corrected_name,note_status,task_results,expires_on';

type Taken = { readonly id: string; readonly bytes: Buffer };

async function take(
  services: TestServices,
  format: ExportFormat,
  query = '',
  agent = OLGA,
): Promise<Taken> {
  const id = createId();
  const filters = parseRunFilters(new URLSearchParams(query));
  const stream = await startExport(services.database, { id, format, filters, agent });
  return { id, bytes: await buffer(stream) };
}

async function exportText(services: TestServices, query = ''): Promise<string> {
  const { bytes } = await take(services, 'csv', query);
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
}

async function exportLines(services: TestServices, query = ''): Promise<readonly RunLine[]> {
  const { bytes } = await take(services, 'jsonl', query);
  const lines = bytes.toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as RunLine);
}

type RunLine = {
  readonly run_id: string;
  readonly ticket: string;
  readonly steps: readonly { readonly server_name: string; readonly error_message: string }[];
};

const readWithCsvParse = (csv: string) =>
  parse<Record<string, string>>(csv, { bom: true, columns: true, record_delimiter: '\r\n' });
const readWithPapaparse = (csv: string) =>
  Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;

test('the file has a byte order mark, the agreed columns and CRLF, also when there are no runs', async () => {
  const services = await startTestServices();
  expect(await exportText(services)).toBe(`\uFEFF${HEADER}\r\n`);
  expect(CSV_COLUMNS.join(',')).toBe(HEADER);
});

test('one row per step, one for a run without steps, with the filters of the page', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7303'));
  const refused = await services.preview('CHN-7301');
  await services.execute(services.requestOf(refused));
  const rows = readWithCsvParse(await exportText(services));
  expect(rows.map((row) => row.ticket)).toEqual(['CHN-7301', 'CHN-7303', 'CHN-7303', 'CHN-7303']);
  expect(rows[0]).toMatchObject({
    run_status: 'rejected',
    environment: 'prod-eu',
    step_status: '',
    error_code: 'plan-blocked',
  });
  expect(rows.slice(1).map((row) => row.snapshot_id)).toEqual(
    run.steps.map(({ snapshotId }) => snapshotId),
  );
  expect(rows[1]).toMatchObject({
    run_id: run.id,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    account_id: '111122223333',
    snapshot_state: 'completed',
    slack_status: 'sent',
    completed_at: run.steps[0]?.completedAt,
    ticket_subject: run.ticketSubject,
  });
  expect(run.steps[0]?.completedAt).toMatch(/^\d{4}-/);
  // A run ends with its last snapshot, not with its last call.
  expect(run.endedAt).toBe(
    run.steps
      .map(({ completedAt }) => completedAt ?? '')
      .toSorted()
      .at(-1),
  );
  const filtered = readWithCsvParse(await exportText(services, 'status=rejected'));
  expect(filtered.map((row) => row.ticket)).toEqual(['CHN-7301']);
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ['He said "no", twice', 'He said "no", twice'],
  ['two\nlines', 'two\nlines'],
  ['two\r\nlines', 'two\r\nlines'],
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ['+1+1', "'+1+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', "'\r=1"],
  ['＝1+1', "'＝1+1"],
  ['  =1+1', "'  =1+1"],
  ['\u00a0\u3000@SUM(A1)', "'\u00a0\u3000@SUM(A1)"],
  ['\ufeff=1', "'\ufeff=1"],
  ['"=1"', '"=1"'],
  ['server 🦊 \u{1F469}‍\u{1F4BB}', 'server 🦊 \u{1F469}‍\u{1F4BB}'],
  ['שרת אחד', 'שרת אחד'],
  ['\\.', '\\.'],
  [' spaces ', ' spaces '],
  ['a;b,c', 'a;b,c'],
];

test('what people wrote survives the file, and a spreadsheet runs none of it', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  const stepId = run.steps[0]?.id ?? '';
  for (const [written, expected] of HOSTILE) {
    await services.database.prisma.step.update({
      where: { id: stepId },
      data: { serverName: written, errorMessage: written },
    });
    const csv = await exportText(services);
    for (const read of [readWithCsvParse, readWithPapaparse]) {
      const rows = read(csv);
      expect(rows).toHaveLength(3);
      expect(rows[0]).toMatchObject({ server_name: expected, error_message: expected });
    }
  }
});

test('every field is quoted, so that no field begins a cell where spreadsheets split at semicolons', async () => {
  const services = await startTestServices();
  await services.start('CHN-7303');
  await services.database.prisma.step.updateMany({ data: { serverName: 'a;=1+1' } });
  const [, ...lines] = (await exportText(services)).trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).toContain(',"a;=1+1",');
    // Nothing but quoted fields and empty ones.
    expect(line).toMatch(/^(?:"(?:[^"]|"")*")?(?:,(?:"(?:[^"]|"")*")?)*$/);
  }
});

test('JSON Lines have one run a line with its steps, every text exactly as it was written', async () => {
  const services = await startTestServices();
  services.work();
  const run = await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  const [first] = run.steps;
  for (const [written] of HOSTILE) {
    await services.database.prisma.step.update({
      where: { id: first?.id ?? '' },
      data: { serverName: written, errorMessage: written },
    });
    const [line, ...others] = await exportLines(services, 'q=CHN-7303');
    expect(others).toEqual([]);
    expect(line).toMatchObject({ run_id: run.id, ticket: 'CHN-7303' });
    expect(line?.steps).toHaveLength(3);
    expect(line?.steps[0]).toMatchObject({ server_name: written, error_message: written });
  }
  expect(await exportLines(services, 'status=rejected')).toEqual([]);
});

test('a NUL is stored as the sign for what cannot be printed, so no file has to carry one', async () => {
  const services = await startTestServices();
  await services.execute(services.requestOf(await services.preview('CHN-7301')));
  const { prisma } = services.database;
  await prisma.run.updateMany({ data: { ticketSubject: 'a\0b' } });
  expect(await prisma.run.findFirst()).toMatchObject({ ticketSubject: 'a\uFFFDb' });
});

test('each export leaves a record of who took what, which no one can change', async () => {
  const services = await startTestServices();
  const { prisma } = services.database;
  await services.execute(services.requestOf(await services.preview('CHN-7301')));
  const csv = await take(services, 'csv', 'status=rejected&q=%20CHN-7301');
  const jsonl = await take(services, 'jsonl');
  const { exports } = await listExports(prisma, { cursor: null, limit: 10 });
  expect(exports).toEqual([
    expect.objectContaining({ id: jsonl.id, format: 'jsonl', filters: '', rows: 1 }),
    expect.objectContaining({ id: csv.id, format: 'csv', filters: 'q=CHN-7301&status=rejected' }),
  ]);
  for (const { id, bytes } of [csv, jsonl]) {
    expect(exports.find((record) => record.id === id)).toMatchObject({
      agentEmail: 'olga@example.com',
      status: 'complete',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  const changes = [
    prisma.exportRecord.updateMany({ data: { sha256: '' } }),
    prisma.exportRecord.deleteMany({}),
    prisma.$executeRaw`TRUNCATE export_record`,
  ];
  for (const change of changes) await expect(change).rejects.toThrow(/never changed/);
});

test('a file is one moment: runs that are written meanwhile are in it whole or not at all', async () => {
  const services = await startTestServices();
  const { exportPool } = services.database;
  const stopWriting = await writeRunsMeanwhile(services);
  const exported = await exportLines(services);
  await stopWriting();
  expect(exported.filter(({ ticket }) => ticket === 'CHN-1')).toHaveLength(2_000);
  expect(exported.filter(({ ticket }) => ticket === 'CHN-2').length % 50).toBe(0);
  expect(exported.every(({ steps }) => steps.length === 3)).toBe(true);
  expect(exportPool.totalCount - exportPool.idleCount).toBe(0);
});

test('two people who export at once both get a complete file of one moment, and a record each', async () => {
  const services = await startTestServices();
  const stopWriting = await writeRunsMeanwhile(services);
  const agents = [OLGA, { ...OLGA, email: 'aldo@example.com' }];
  const taken = await Promise.all(agents.map((agent) => take(services, 'csv', '', agent)));
  await stopWriting();
  const { exports } = await listExports(services.database.prisma, { cursor: null, limit: 10 });
  expect(exports).toHaveLength(2);
  for (const [index, { id, bytes }] of taken.entries()) {
    const rows = readWithCsvParse(bytes.toString('utf8'));
    expect(rows.filter(({ ticket }) => ticket === 'CHN-1')).toHaveLength(6_000);
    expect(rows.filter(({ ticket }) => ticket === 'CHN-2').length % 150).toBe(0);
    expect(exports.find((record) => record.id === id)).toMatchObject({
      agentEmail: agents[index]?.email,
      status: 'complete',
      rows: rows.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
});

/** 2,000 runs of three steps that are there, and 50 more again and again until it is stopped. */
async function writeRunsMeanwhile(services: TestServices): Promise<() => Promise<void>> {
  const { pool } = services.database;
  services.work();
  await services.waitForRun(await services.start('CHN-7303'), hasEnded);
  const copyRuns = (ticket: string, count: number) => pool.query(COPY_RUNS, [ticket, count]);
  await copyRuns('CHN-1', 2_000);
  const stop = new AbortController();
  const writing = (async () => {
    while (!stop.signal.aborted) await copyRuns('CHN-2', 50);
  })();
  return () => {
    stop.abort();
    return writing;
  };
}

/** Writes a number of runs like the newest one, each with its three steps, in one transaction. */
const COPY_RUNS = `
  WITH first AS (SELECT * FROM run WHERE ticket = 'CHN-7303' LIMIT 1),
  added AS (
    INSERT INTO run (id, once_key, status, ticket, ticket_subject, agent_subject, agent_email,
      agent_name, environment_choice, environments, fingerprint, plan, acknowledged)
    SELECT gen_random_uuid(), gen_random_uuid(), 'succeeded', $1, ticket_subject, agent_subject,
      agent_email, agent_name, environment_choice, environments, fingerprint, '{}', acknowledged
    FROM first, generate_series(1, $2) RETURNING id
  )
  INSERT INTO step (id, run_id, position, status, task_ids, server_name, ip_address, environment,
    account_id, region, instance_id, volume_id, volume_size_gib, tags, description)
  SELECT gen_random_uuid(), added.id, position, 'created', task_ids, server_name, ip_address,
    environment, account_id, region, instance_id, volume_id, volume_size_gib, tags, description
  FROM added, step WHERE step.run_id = (SELECT id FROM first)`;

test('leaving in the middle of a download gives the connection back and is on record', async () => {
  const services = await startTestServices();
  await services.start('CHN-7303');
  const { exportPool, prisma } = services.database;
  for (let time = 0; time < 10; time += 1) {
    const order = { format: 'csv', filters: parseRunFilters(new URLSearchParams()) } as const;
    const stream = await startExport(services.database, { ...order, id: createId(), agent: OLGA });
    stream.on('error', () => undefined);
    stream.destroy();
    await expect.poll(() => exportPool.totalCount - exportPool.idleCount).toBe(0);
  }
  expect(readWithCsvParse(await exportText(services))).toHaveLength(3);
  await expect.poll(() => prisma.exportRecord.count({ where: { status: 'stopped' } })).toBe(10);
});

test('records that a killed process left running are closed with their ledger entry, others are not', async () => {
  const services = await startTestServices();
  await services.start('CHN-7303');
  const { prisma, exportPool } = services.database;
  const filters = parseRunFilters(new URLSearchParams());
  const order = { format: 'csv', filters, agent: OLGA } as const;
  const [gone, going] = [createId(), createId()];
  // As a process leaves it that was killed: no connection, no ending.
  await beginExportRecord(prisma, { ...order, id: gone });
  const stream = await startExport(services.database, { ...order, id: going });
  expect(await closeAbandonedExports(prisma)).toBe(1);
  expect(await prisma.exportRecord.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { id: gone, status: 'stopped', rows: null, finishedAt: expect.any(Date) },
    { id: going, status: 'running' },
  ]);
  expect(await prisma.ledger.count({ where: { code: 'history-exported' } })).toBe(1);
  const bytes = await buffer(stream);
  expect(readWithCsvParse(bytes.toString('utf8'))).toHaveLength(3);
  await expect.poll(() => exportPool.totalCount).toBe(0);
  expect(await closeAbandonedExports(prisma)).toBe(0);
  expect(await prisma.exportRecord.count({ where: { status: 'complete' } })).toBe(1);
});

test('one export more than may run at once is refused and told when to come back', async () => {
  const services = await startTestServices();
  const { exportPool } = services.database;
  const held = await Promise.all(Array.from({ length: 4 }, () => exportPool.connect()));
  await expect(take(services, 'csv')).rejects.toMatchObject({ code: 'too-many-requests' });
  for (const client of held) client.release();
  expect((await take(services, 'csv')).bytes.length).toBeGreaterThan(0);
});
