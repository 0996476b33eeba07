import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { hasEnded, startTestServices, type TestServices } from '@/lib/services/test-services';
import { CSV_COLUMNS } from './csv-columns';
import { exportRuns } from './export-runs';
import { parseRunFilters } from './run-filters';

const HEADER =
  'run_id,started_at,finished_at,run_status,ticket,agent_email,agent_name,environment,account_id,region,task_id,server_name,ip_address,instance_id,volume_id,volume_size_gib,snapshot_id,snapshot_state,step_status,error_code,error_message,slack_status';

async function exportText(services: TestServices, query = ''): Promise<string> {
  const filters = parseRunFilters(new URLSearchParams(query));
  const bytes = await exportRuns(services.database.pool, filters);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Buffer.from(await text(bytes.map((chunk: Buffer) => chunk.toString('latin1'))), 'latin1'),
  );
}

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
  });
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

test('leaving in the middle of a download gives the connection back', async () => {
  const services = await startTestServices();
  await services.start('CHN-7303');
  const { pool } = services.database;
  for (let time = 0; time < 25; time += 1) {
    const stream = await exportRuns(pool, parseRunFilters(new URLSearchParams()));
    stream.on('error', () => undefined);
    stream.destroy();
  }
  await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0);
  expect(readWithCsvParse(await exportText(services))).toHaveLength(3);
});
