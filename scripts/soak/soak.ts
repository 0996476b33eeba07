import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from '@/sandbox/postgres/free-port';
import { buildBulkTickets } from '../chaos/bulk-tickets';
import { executeTicket, newPage, openBrowser, signIn } from '../real/web';
import { ANY_PORTS } from '../stack/ports';
import { startStack, type Stack } from '../stack/start-stack';
import { createStopList } from '../stack/stop-all';
import { readSample, judgeSoak, type Sample, type Soaked, type Source } from './samples';

const SAMPLE_EVERY_MS = 5_000;
/** Each may look tickets up and export. */
const VISITORS = ['Olga', 'Ada', 'Clara'] as const;
/**
 * Between two requests of a visitor: the process has quiet moments, as it has among people, and no
 * one reads more pages of the history in a minute than a person may.
 */
const PAUSE_MS = 200;
/** Collects garbage all the time, so that what is still held is what shows. */
const COLLECT = `--expose-gc --import ${new URL('collect-garbage.mjs', import.meta.url).href}`;
const LIVE_PAGES = 3;
/** Of the requests that failed. */
const MAX_SHOWN = 20;

/**
 * `npm run soak -- --minutes 30`: lookups, run pages, exports and live pages on one process, and
 * what it holds meanwhile: memory, connections, timers. Exit code 1 when any of it grows or a request
 * fails.
 */
async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes must be a number greater than 0.');
  const stops = createStopList();
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-soak-'));
  try {
    const source = { metricsPort: await findFreePort(0), heapFile: join(folder, 'heap') };
    const { PATH, HOME } = process.env;
    const stack = await startStack({
      root: process.cwd(),
      folder,
      ports: ANY_PORTS,
      persist: false,
      variables: {
        PATH,
        HOME,
        NODE_OPTIONS: COLLECT,
        SOAK_HEAP_FILE: source.heapFile,
        METRICS_PORT: String(source.metricsPort),
        EXPORTS_PER_MINUTE: '100000',
        LOOKUPS_PER_MINUTE: '100000',
      },
      snapshotDurationMs: 2_000,
      onNotice: console.log,
      onStarted: stops.add,
    });
    const cookies = await prepare(stack, stops.add);
    const soaked = await soak(stack, cookies, { minutes, source });
    const log = readFileSync(join(folder, 'logs', 'app.log'), 'utf8');
    return judgeSoak(soaked, log);
  } finally {
    await stops.stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs to look at, and the session of each visitor. */
async function prepare(
  { appUrl, sandbox }: Stack,
  onClose: (stop: () => Promise<void>) => void,
): Promise<readonly string[]> {
  sandbox.settings.throttleEc2 = false;
  sandbox.settings.freshserviceCallsPerMinute = 1_000_000;
  const browser = await openBrowser({ onClose });
  const sessions: string[] = [];
  for (const visitor of VISITORS) {
    const page = await newPage(browser);
    await signIn(page, appUrl, visitor);
    for (const ticket of visitor === VISITORS[0] ? buildBulkTickets(8, 4) : []) {
      sandbox.addSample(ticket.sample);
      await executeTicket(page, appUrl, ticket);
    }
    const cookies = await page.context().cookies(appUrl);
    sessions.push(cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
    await page.context().close();
  }
  return sessions;
}

type Soak = { readonly minutes: number; readonly source: Source };

async function soak(
  { appUrl }: Stack,
  sessions: readonly string[],
  { minutes, source }: Soak,
): Promise<Soaked> {
  const over = AbortSignal.timeout(minutes * 60_000);
  let requests = 0;
  const failures: string[] = [];
  /** With a signal, the answer ends when the signal does, not by itself. */
  const get = async (cookie: string, path: string, signal?: AbortSignal) => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    requests += 1;
    const begunAt = performance.now();
    const fail = (why: string) => {
      failures.push(`${path}: ${why} after ${Math.round(performance.now() - begunAt)} ms`);
    };
    let begun = false;
    try {
      const answer = await fetch(appUrl + path, { headers, ...(signal && { signal }) });
      begun = answer.ok;
      if (!begun) fail(String(answer.status));
      return await answer.text();
    } catch (error) {
      if (!begun || !signal?.aborted) fail(String(error));
      return '';
    }
  };
  const [reader = ''] = sessions;
  const { runs } = JSON.parse(await get(reader, '/api/runs')) as { runs: { id: string }[] };
  const runId = runs[0]?.id ?? '';
  const paths = [
    '/api/tickets/CHN-7303/plan?environment=prod-eu',
    '/runs',
    `/runs/${runId}`,
    '/api/runs/export.csv',
    '/tickets/CHN-7331?environment=prod-eu',
    '/api/runs?q=bulk',
  ];
  const visit = async (cookie: string, begin: number) => {
    for (let time = begin; !over.aborted; time += 1) {
      await get(cookie, paths[time % paths.length] ?? '/');
      await wait(PAUSE_MS);
    }
  };
  const samples: Sample[] = [];
  const measure = async () => {
    while (!over.aborted) {
      samples.push(await readSample(source));
      await wait(SAMPLE_EVERY_MS);
    }
  };
  /** A page that is opened, listens for 3 s and is closed. */
  const listen = async () => {
    while (!over.aborted) await get(reader, `/api/runs/${runId}/live`, AbortSignal.timeout(3_000));
  };
  const visitors = sessions.map(visit);
  await Promise.all([...visitors, ...Array.from({ length: LIVE_PAGES }, listen), measure()]);
  console.log(`${requests} requests, ${failures.length} failed`);
  for (const failure of failures.slice(0, MAX_SHOWN)) console.log(`       ${failure}`);
  return { samples, failed: failures.length };
}

process.exit((await main()) ? 0 : 1);
