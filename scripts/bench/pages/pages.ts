import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { machineLabel } from '../../chaos/machine-label';
import { ANY_PORTS } from '../../stack/ports';
import { startStack, type Stack } from '../../stack/start-stack';
import { createStopList } from '../../stack/stop-all';
import { CHROMIUM_MISSING, openChromium } from '../../test/find-chromium';
import { judge, judgeLeast, type Verdict } from '../history/verdict';
import { startBareApp } from './bare-app';
import { measureLighthouse } from './measure-lighthouse';
import { measureJavaScript, totalBytes, type Script } from './measure-javascript';
import { measureLookUp } from './measure-look-up';
import { measurePainting, median, type PageParts, type Painting } from './measure-painting';

const LATENCY_MS = 100;
const TICKETS = [
  { reference: 'CHN-7392', tasks: 10 },
  { reference: 'CHN-7391', tasks: 100 },
  { reference: 'CHN-7390', tasks: 1_000 },
];
const MAX_JAVASCRIPT = 1.35;
const MAX_LOOK_UP = 1.5;
const REPEATS = 3;
const FULL_SCORE = 100;

/** `npm run bench:pages`: what the pages weigh and how soon they answer, beside a bare Next app. */
async function main(): Promise<void> {
  console.log(`Pages in Chromium, the production build, own sandbox. ${machineLabel()}.`);
  const executablePath = openChromium();
  if (executablePath === null) throw new Error(CHROMIUM_MISSING);
  const stops = createStopList();
  try {
    const stack = await openProduct(stops.add);
    const bare = await startBareApp(process.cwd());
    stops.add(bare.stop);
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({ executablePath, args });
    stops.add(() => browser.close());
    const context = await browser.newContext();
    const signInPage = await measureJavaScript(context, `${stack.appUrl}/signin`);
    await signIn(context, stack.appUrl);
    const verdicts = [
      ...(await judgeJavaScript(context, stack.appUrl, bare.url, signInPage)),
      ...(await judgeLookUps(context, stack)),
    ];
    await showPainting(context, stack, bare.url);
    verdicts.push(...(await judgeLighthouse(context, stack.appUrl, bare.url, executablePath)));
    console.log('');
    for (const { words } of verdicts) console.log(words);
    process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    await stops.stopAll();
  }
}

async function openProduct(onStarted: (stop: () => Promise<void>) => void): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-bench-pages-'));
  onStarted(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env;
  const stack = await startStack({
    root: process.cwd(),
    folder,
    ports: ANY_PORTS,
    persist: false,
    variables: { PATH, HOME, TMPDIR, NODE_OPTIONS },
    snapshotDurationMs: 2_000,
    onNotice: (notice) => console.log(notice),
    onStarted,
  });
  stack.sandbox.settings.throttleEc2 = false;
  stack.sandbox.settings.freshserviceCallsPerMinute = 1_000_000;
  return stack;
}

async function signIn(context: BrowserContext, appUrl: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(appUrl);
  await page.getByRole('button', { name: 'Sign in with single sign-on' }).click();
  await page.getByRole('button', { name: /Olga/ }).click();
  await page.waitForURL((url) => url.href.startsWith(appUrl) && url.pathname === '/');
  await takeOneRun(page, appUrl);
  await page.close();
}

/** So that there is a run to look at. */
async function takeOneRun(page: Awaited<ReturnType<BrowserContext['newPage']>>, appUrl: string) {
  await page.goto(`${appUrl}/tickets/CHN-7303`);
  await page.getByRole('button', { name: /^Take 3/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Take 3/ })
    .click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
}

async function judgeJavaScript(
  context: BrowserContext,
  appUrl: string,
  bareUrl: string,
  signInPage: readonly Script[],
): Promise<readonly Verdict[]> {
  const bare = totalBytes(await measureJavaScript(context, bareUrl));
  console.log(`\nJavaScript, gzip: bare app ${kilobytes(bare)}`);
  const verdicts = [judgePage('sign-in', signInPage, bare)];
  for (const [name, path] of await listPages(context, appUrl)) {
    verdicts.push(judgePage(name, await measureJavaScript(context, `${appUrl}${path}`), bare));
  }
  return verdicts;
}

/** The pages that a person works with, by name. */
async function listPages(context: BrowserContext, appUrl: string) {
  const answer = await context.request.get(`${appUrl}/api/runs?limit=1`);
  const [run] = ((await answer.json()) as { runs: readonly { id: string }[] }).runs;
  return [
    ['start', '/'],
    ['ticket', '/tickets/CHN-7303'],
    ['run', `/runs/${run?.id ?? ''}`],
    ['history', '/runs'],
  ] as const;
}

/** The bare app's scores are printed beside, not judged: what this machine gives a page of nothing. */
async function judgeLighthouse(
  context: BrowserContext,
  appUrl: string,
  bareUrl: string,
  chromiumPath: string,
): Promise<readonly Verdict[]> {
  console.log('\nLighthouse, desktop, the median of three');
  const cookies = await context.cookies(appUrl);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const verdicts: Verdict[] = [];
  const pages = [
    ['bare', bareUrl],
    ['sign-in', `${appUrl}/signin`],
    ...(await listPages(context, appUrl)).map(([name, path]) => [name, appUrl + path] as const),
  ] as const;
  for (const [name, url] of pages) {
    const signedIn = name === 'bare' || name === 'sign-in' ? '' : cookie;
    const scores = await measureLighthouse({ url, chromium: chromiumPath, cookie: signedIn });
    for (const { category, score, lost } of scores) {
      console.log(`  ${name.padEnd(8)} ${category.padEnd(15)} ${score}  ${lost.join(', ')}`);
      if (name === 'bare') continue;
      verdicts.push(judgeLeast(`Lighthouse ${category} of ${name}`, score, FULL_SCORE, 'points'));
    }
  }
  return verdicts;
}

function judgePage(name: string, scripts: readonly Script[], bare: number): Verdict {
  const total = totalBytes(scripts);
  console.log(`  ${name.padEnd(8)} ${kilobytes(total)}, ${(total / bare).toFixed(2)} times`);
  for (const { path, bytes } of scripts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 8)) {
    console.log(`           ${kilobytes(bytes)} ${path.split('/').at(-1)}`);
  }
  return judge(`JavaScript of ${name} beside a bare app`, total / bare, MAX_JAVASCRIPT, 'times');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

async function judgeLookUps(context: BrowserContext, stack: Stack): Promise<readonly Verdict[]> {
  console.log(`\nEnter to painted dry run, every upstream answer ${LATENCY_MS} ms late`);
  const { faults } = stack.sandbox;
  for (const system of ['freshservice', 'ec2'] as const) {
    faults.add({ system, effect: { kind: 'latency', ms: LATENCY_MS } });
  }
  const verdicts: Verdict[] = [];
  for (const ticket of TICKETS) {
    const { planMs, paintedMs } = await measureLookUp(context, stack.appUrl, {
      ...ticket,
      repeats: REPEATS,
    });
    const ratio = paintedMs / planMs;
    console.log(
      `  ${String(ticket.tasks).padStart(5)} tasks: plan ${planMs.toFixed(0)} ms, painted ${paintedMs.toFixed(0)} ms, ${ratio.toFixed(2)} times`,
    );
    verdicts.push(judge(`Lookup of ${ticket.tasks} tasks`, ratio, MAX_LOOK_UP, 'times'));
  }
  faults.clear();
  return verdicts;
}

async function showPainting(context: BrowserContext, stack: Stack, bareUrl: string) {
  console.log('\nThe plan of 1,000 tasks beside a bare page with 1,000 rows (medians)');
  const plan = await repeatPainting(context, {
    url: `${stack.appUrl}/tickets/CHN-7390`,
    checkbox: 'button[data-arrow-stop]',
    filter: 'input[aria-label^="Filter by server"]',
    word: '99',
  });
  const bare = await repeatPainting(context, {
    url: `${bareUrl}/rows`,
    checkbox: 'input[type="checkbox"]',
    filter: 'input[type="search"]',
    word: '99',
  });
  for (const [name, key] of [
    ['LCP after the first byte', 'lcpMs'],
    ['A press (unfold a row)', 'checkMs'],
    ['Filtering', 'filterMs'],
  ] as const) {
    const ratio = (plan[key] / bare[key]).toFixed(2);
    console.log(
      `  ${name.padEnd(26)} ${plan[key].toFixed(0)} ms, bare ${bare[key].toFixed(0)} ms, ${ratio} times`,
    );
  }
  console.log(`  CLS ${plan.cls.toFixed(3)}, bare ${bare.cls.toFixed(3)}`);
}

async function repeatPainting(context: BrowserContext, parts: PageParts): Promise<Painting> {
  const found: Painting[] = [];
  for (let round = 0; round < REPEATS; round += 1) {
    found.push(await measurePainting(context, parts));
  }
  const of = (read: (one: Painting) => number) => median(found.map(read));
  return {
    lcpMs: of(({ lcpMs }) => lcpMs),
    cls: of(({ cls }) => cls),
    checkMs: of(({ checkMs }) => checkMs),
    filterMs: of(({ filterMs }) => filterMs),
  };
}

await main();
