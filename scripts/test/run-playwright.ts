import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ANY_PORTS } from '@/scripts/stack/ports';
import { startStack } from '@/scripts/stack/start-stack';
import type { Stack } from '@/scripts/stack/start-stack';
import { createStopList } from '@/scripts/stack/stop-all';
import { CHROMIUM_MISSING, openChromium } from './find-chromium';
import { readReport } from './read-report';
import { runTool } from './run-tool';
import { failedAlone, withExitCode } from './tally';
import type { Tally } from './tally';

const REPORT = '.snapgate/test/playwright.json';
const SNAPSHOT_DURATION_MS = 4_000;

const suiteSchema = z.object({
  specs: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      title: z.string(),
      ok: z.boolean(),
      tests: z.array(z.object({ status: z.string() })),
    }),
  ),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});

const reportSchema = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number() }),
  suites: z.array(suiteSchema),
});

/** The whole product in a real browser: the production build, started as the demo is. */
export async function runPlaywright(options: readonly string[]): Promise<Tally> {
  console.log('\n== End to end in Chromium');
  const executablePath = openChromium();
  if (!executablePath) return failedAlone(CHROMIUM_MISSING);
  const stops = createStopList();
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-e2e-'));
  const end = (): void => void stops.stopAll().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const stack = await startTestStack(folder, stops.add);
    return await runSpecs(options, stackVariables(stack, executablePath));
  } catch (error) {
    return failedAlone(error instanceof Error ? error.message : String(error));
  } finally {
    await stops.stopAll();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
    rmSync(folder, { recursive: true, force: true });
  }
}

function startTestStack(folder: string, onStarted: (stop: () => Promise<void>) => void) {
  return startStack({
    root: process.cwd(),
    folder,
    ports: ANY_PORTS,
    persist: false,
    // Nothing of the person's own systems may take part in a test.
    variables: keepSystemVariables(process.env),
    snapshotDurationMs: SNAPSHOT_DURATION_MS,
    onNotice: (notice) => console.log(notice),
    onStarted,
  });
}

function keepSystemVariables(variables: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'NODE_OPTIONS'];
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}

/** How the specs find what was started; see playwright.config.ts. */
function stackVariables(stack: Stack, executablePath: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    E2E_APP_URL: stack.appUrl,
    E2E_SANDBOX_URL: stack.sandbox.control.url,
    E2E_DATABASE_URL: stack.databaseUrl,
    E2E_APP_ENVIRONMENT: JSON.stringify(stack.environment),
    PLAYWRIGHT_CHROMIUM: executablePath,
    PLAYWRIGHT_JSON_OUTPUT_FILE: resolve(REPORT),
  };
}

async function runSpecs(
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Tally> {
  rmSync(REPORT, { force: true });
  const code = await runTool(['playwright', 'test', ...options], environment);
  const report = readReport(REPORT, reportSchema);
  if (!report) return failedAlone('playwright wrote no report');
  return withExitCode(
    {
      passed: report.stats.expected + report.stats.flaky,
      failures: report.suites.flatMap((suite) => nameSpecs(suite, isFailed)),
      flaky: report.suites.flatMap((suite) => nameSpecs(suite, isFlaky)),
    },
    'playwright',
    code,
  );
}

type Suite = z.infer<typeof suiteSchema>;
type Spec = Suite['specs'][number];

const isFailed = ({ ok }: Spec): boolean => !ok;
const isFlaky = ({ tests }: Spec): boolean => tests.some(({ status }) => status === 'flaky');

function nameSpecs({ specs, suites = [] }: Suite, isMeant: (spec: Spec) => boolean): string[] {
  const own = specs.filter(isMeant).map(({ file, line, title }) => `e2e/${file}:${line} ${title}`);
  return [...own, ...suites.flatMap((suite) => nameSpecs(suite, isMeant))];
}
