import { parseArgs } from 'node:util';
import type { DailyDigest } from '@/lib/audit/check-ledger';
import type { RunScope } from '@/lib/audit/check-runs';
import { describeFinding, type Finding } from '@/lib/audit/finding';
import { verifyArchives, verifyHistory, type VerifyReport } from '@/lib/audit/verify-history';
import { readHistoryEnd, type HistoryEnd } from '@/lib/audit/restored-history';
import { openDatabase } from '@/lib/db/client';
import { showLacking } from './show-lacking';
import { openScriptDatabase } from '../stack/script-database';

const USAGE = `Usage: npm run audit:verify -- [--since 2026-01-01 | --run <run ID>] [--archives FOLDER] [--digest 2026-11-23=<hash>] [--aws]

Recomputes every hash in the history: each run's events, the ledger with its sealed days, and
with --archives the files of archived runs. --digest names a daily digest that was kept outside the
database, such as from the log; it may be given several times. --aws also asks each environment of the configuration for snapshots
that carry a run's tag and are in no record: what a restored history lacks.`;
const MAX_SHOWN = 20;

/** `npm run audit:verify`: exit code 1 when anything is not as it was written. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      since: { type: 'string' },
      run: { type: 'string' },
      archives: { type: 'string' },
      digest: { type: 'string', multiple: true, default: [] },
      aws: { type: 'boolean', default: false },
    },
  });
  const scope = readScope(values);
  const kept = values.digest.map(readDigest);
  const server = await openScriptDatabase();
  const database = openDatabase({ ...server.settings, mayBeReadOnly: true });
  const begunAt = performance.now();
  const findings: Finding[] = [];
  let count = 0;
  const onFinding = (finding: Finding) => {
    count += 1;
    if (findings.length < MAX_SHOWN) findings.push(finding);
  };
  try {
    const report = await verifyHistory(database.pool, {
      scope,
      kept,
      onFinding,
      onProgress: showProgress,
    });
    await verifyArchives(database.pool, report.archives, values.archives ?? null, onFinding);
    showReport(report, scope, performance.now() - begunAt, values.archives ?? null);
    showEnd(await readHistoryEnd(database.pool));
    if (values.aws) await showLacking(database.pool);
  } finally {
    await database.close();
    await server.stop();
  }
  showFindings(findings, count);
}

function readScope(values: { since?: string | undefined; run?: string | undefined }): RunScope {
  if (values.run !== undefined) {
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(values.run)) {
      return { kind: 'runs', runIds: [values.run] };
    }
    throw new Error(`--run must be the ID of a run, not "${values.run}".\n\n${USAGE}`);
  }
  if (values.since === undefined) return { kind: 'all' };
  if (isDay(values.since)) return { kind: 'since', day: values.since };
  throw new Error(`--since must be a day such as 2026-01-01, not "${values.since}".\n\n${USAGE}`);
}

function readDigest(text: string): DailyDigest {
  const [day = '', hash = ''] = text.split('=');
  if (isDay(day) && /^[0-9a-f]{64}$/.test(hash)) return { day, hash };
  throw new Error(`--digest must be <day>=<64 hex digits>, not "${text}".\n\n${USAGE}`);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

let lastShownAt = performance.now();

function showProgress(events: number): void {
  if (performance.now() - lastShownAt < 5_000) return;
  lastShownAt = performance.now();
  console.log(`${events.toLocaleString('en')} events ...`);
}

function showReport(
  report: VerifyReport,
  scope: RunScope,
  ms: number,
  archives: string | null,
): void {
  const number = (value: number) => value.toLocaleString('en');
  const perSecond = Math.round(report.events / (ms / 1000));
  console.log(
    [
      `Runs      ${number(report.runs)}, with ${number(report.events)} events (${number(perSecond)} events/s)`,
      `Ledger    ${number(report.entries)} entries, ${number(report.days)} sealed days${scope.kind === 'all' ? '' : ' (days are checked against runs only when all runs are verified)'}`,
      `Exports   ${number(report.exports)}`,
      `Digest    ${report.newest === null ? 'no day is sealed yet' : `${report.newest.day}=${report.newest.hash}`}`,
      `Archives  ${describeArchives(report, archives)}`,
    ].join('\n'),
  );
}

function showEnd({ newestEventAt, openRuns }: HistoryEnd): void {
  console.log(
    `Ends      ${newestEventAt ?? 'no event yet'}, with ${openRuns} open ${openRuns === 1 ? 'run' : 'runs'}`,
  );
}

function describeArchives({ archives }: VerifyReport, folder: string | null): string {
  if (archives.length === 0) return 'none';
  const runs = archives.reduce((sum, archive) => sum + archive.runs, 0);
  const files = `${archives.length} files with ${runs.toLocaleString('en')} runs`;
  return folder === null ? `${files}; not checked (use --archives FOLDER)` : files;
}

function showFindings(findings: readonly Finding[], count: number): void {
  const [first] = findings;
  if (first === undefined) return console.log('\nVerified: no changes found.');
  process.exitCode = 1;
  console.log(
    `\nVerification failed: ${count.toLocaleString('en')} ${count === 1 ? 'finding' : 'findings'}. First bad row:`,
  );
  for (const finding of findings) console.log(`  ${describeFinding(finding)}`);
  if (count > findings.length) console.log(`  ... and ${count - findings.length} more.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
