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
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

type Report = z.infer<typeof reportSchema>;

/** Unit tests, and integration tests on a real PostgreSQL and real HTTP. */
export async function runVitest(): Promise<Tally> {
  console.log('\n== Unit and integration tests');
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const code = await runTool(['vitest', 'run', ...reporters]);
  const report = readReport(REPORT, reportSchema);
  if (!report) return failedAlone('vitest wrote no report');
  return withExitCode(
    { passed: report.numPassedTests, failures: report.testResults.flatMap(nameFailures) },
    'vitest',
    code,
  );
}

/** A file that could not even be loaded has no tests, and failed all the same. */
function nameFailures({ name, status, assertionResults }: Report['testResults'][number]): string[] {
  const file = relative(process.cwd(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [file];
  return failed.map(({ fullName }) => `${file}: ${fullName}`);
}
