import { rmSync } from 'node:fs';
import { z } from 'zod';
import { readReport } from './read-report';
import { runTool } from './run-tool';
import { withExitCode } from './tally';
import type { Tally } from './tally';

const REPORT = '.snapgate/test/vitest.json';

const reportSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

/** Unit tests, and integration tests on a real PostgreSQL and real HTTP. */
export async function runVitest(): Promise<Tally> {
  console.log('\n== Unit and integration tests');
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const code = await runTool(['vitest', 'run', ...reporters]);
  const report = readReport(REPORT, reportSchema);
  if (!report) return { passed: 0, failed: 1 };
  return withExitCode({ passed: report.numPassedTests, failed: report.numFailedTests }, code);
}
