import { rmSync } from 'node:fs';
import { relative } from 'node:path';
import { z } from 'zod';
import { readReport } from './read-report';
import { runTool } from './run-tool';
import { failedAlone, withExitCode } from './tally';
import type { Tally } from './tally';

const REPORT = '.snapgate/test/vitest.json';

const reportSchema = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

type Report = z.infer<typeof reportSchema>;

/** What depends most on the server: migrations, search, COPY, chains, sessions, the run's statements. */
const CORE = [
  'lib/db/migrate',
  'lib/history/list-runs',
  'lib/history/export/start-export',
  'lib/audit/insert-only',
  'lib/audit/verify-history',
  'lib/auth/sessions',
  'lib/run/execute-ticket',
];

/** Unit tests, and integration tests on a real PostgreSQL and real HTTP. */
export function runVitest(): Promise<Tally> {
  return runFiles('Unit and integration tests', [], process.env);
}

/**
 * The same on the oldest PostgreSQL that is supported, in short: the core only. All of them run on
 * it with `TEST_POSTGRES_VERSION=15 npm run test:unit`.
 */
export function runVitestOnOldest(): Promise<Tally> {
  const environment = { ...process.env, TEST_POSTGRES_VERSION: '15' };
  return runFiles('Integration tests on PostgreSQL 15', CORE, environment);
}

async function runFiles(
  title: string,
  filters: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Tally> {
  console.log(`\n== ${title}`);
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  // On a busy machine what waited too long is tried once more, and named.
  const options = [...filters, '--retry=1', ...reporters];
  const code = await runTool(['vitest', 'run', ...options], environment);
  const report = readReport(REPORT, reportSchema);
  if (!report) return failedAlone('vitest wrote no report');
  return withExitCode(
    {
      passed: report.numPassedTests,
      failures: report.testResults.flatMap(nameFailures),
      flaky: report.testResults.flatMap(nameFlaky),
    },
    'vitest',
    code,
  );
}

/** A file that could not even be loaded has no tests, and failed all the same. */
function nameFailures({ name, status, assertionResults }: Report['testResults'][number]): string[] {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [relative(process.cwd(), name)];
  return nameTests(name, failed);
}

/** A test that passed keeps the messages of its first try. */
function nameFlaky({ name, assertionResults }: Report['testResults'][number]): string[] {
  const passed = assertionResults.filter((test) => test.status === 'passed');
  return nameTests(
    name,
    passed.filter((test) => test.failureMessages.length > 0),
  );
}

function nameTests(file: string, tests: readonly { readonly fullName: string }[]): string[] {
  return tests.map(({ fullName }) => `${relative(process.cwd(), file)}: ${fullName}`);
}
