import { v7 as createId } from 'uuid';
import { loadConfig } from '@/lib/config/config';
import { CSV_COLUMNS } from '@/lib/history/export/export-columns';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from '@/lib/history/export/start-export';
import { retryWrite } from '@/lib/run/engine/retry';
import type { RunDetail } from '@/lib/run/run';
import { createServices, type Services } from '@/lib/services/services';
import { checkCsv } from './check-csv';
import { createDraw } from './draw';
import type { Finding } from './finding';
import { startHostileFreshservice, type HostileFreshservice } from './hostile-freshservice';
import { drawTicket } from './hostile-ticket';
import { listLargeTickets } from './large-tickets';
import { storeDrafts } from './store-drafts';
import { walkLarge, type LargeWalk } from './walk-large';
import { walkTicket } from './walk-ticket';

export type FuzzOptions = {
  readonly tickets: number;
  readonly seed: number;
  /** Of large tickets: how many are drawn, beside the named ones. */
  readonly large: number;
  /** A migrated database of its own. */
  readonly databaseUrl: string;
  readonly onProgress: (done: number) => void;
};

export type FuzzReport = {
  readonly outcomes: Readonly<Record<'unreadable' | 'rejected' | 'started', number>>;
  /** Runs that were stored one by one, as Execute does it; the others in bulk. */
  readonly deep: number;
  /** Tickets whose pages were rendered and read by an HTML parser. */
  readonly pages: number;
  readonly csvRows: number;
  readonly large: readonly LargeWalk[];
  readonly findings: readonly Finding[];
};

/** Keeps the database busy while one ticket is rendered; with more, a transaction waits longer than it may. */
const SIDE_BY_SIDE = 4;
/** Each of these goes by way of the database, as Execute does it. */
const DEEP_EVERY = 20;
/** Each of these is rendered and read as a browser would; that takes longer than all the rest. */
const PAGE_EVERY = 4;
const BATCH = 200;
/** More say nothing that these do not. */
const MAX_FINDINGS = 200;

/** Hostile tickets through parse, plan, store, page, Slack and log, and all of them through CSV. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const freshservice = await startHostileFreshservice();
  const services = openServices(freshservice.url, options.databaseUrl);
  try {
    const walked = await walkAll(services, freshservice, options);
    const csv = await exportAll(services);
    const large: LargeWalk[] = [];
    for (const ticket of listLargeTickets(createDraw(options.seed), options.large)) {
      large.push(await walkLarge(services, freshservice, ticket));
    }
    const findings = [
      ...walked.findings,
      ...csv.problems.map((what) => ({ surface: 'csv' as const, ticket: 0, what })),
    ];
    return { ...walked, csvRows: csv.rows, large, findings: findings.slice(0, MAX_FINDINGS) };
  } finally {
    await services.feed.close();
    await services.database.close();
    await freshservice.close();
  }
}

async function walkAll(
  services: Services,
  freshservice: HostileFreshservice,
  { tickets, seed, onProgress }: FuzzOptions,
): Promise<Omit<FuzzReport, 'csvRows' | 'large'>> {
  const outcomes = { unreadable: 0, rejected: 0, started: 0 };
  const findings: Finding[] = [];
  let batch: RunDetail[] = [];
  let deepRuns = 0;
  let pages = 0;
  let next = 1;
  const flush = async () => {
    const full = batch;
    batch = [];
    // A machine that is busy with other things may keep a connection waiting.
    await retryWrite(services.engine.log, () => storeDrafts(services.database.prisma, full));
  };
  const walkOn = async () => {
    while (next <= tickets && findings.length < MAX_FINDINGS) {
      const number = next;
      next += 1;
      // Each ticket follows from seed and number alone, so that a finding can be looked at again.
      const ticket = drawTicket(createDraw(seed * 1_000_003 + number), number);
      const deep = number % DEEP_EVERY === 1;
      const page = number % PAGE_EVERY === 1;
      freshservice.put(ticket);
      const walk = await walkTicket(services, ticket, { deep, page });
      freshservice.drop(number);
      outcomes[walk.outcome] += 1;
      findings.push(...walk.findings);
      if (deep && walk.outcome !== 'unreadable') deepRuns += 1;
      if (page && walk.outcome !== 'unreadable') pages += 1;
      if (walk.draft !== null && batch.push(walk.draft) >= BATCH) await flush();
      if (number % 5_000 === 0) onProgress(number);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, walkOn));
  await flush();
  return { outcomes, deep: deepRuns, pages, findings };
}

async function exportAll({ database }: Services) {
  const file = await startExport(database, {
    id: createId(),
    format: 'csv',
    filters: parseRunFilters(new URLSearchParams()),
    agent: { subject: 'fuzz', email: 'olga@example.com', name: 'Olga' },
  });
  return checkCsv(file, CSV_COLUMNS.length);
}

function openServices(freshserviceUrl: string, databaseUrl: string): Services {
  const loaded = loadConfig({
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    NEXTAUTH_SECRET: 'p7Vq2mZ9xK4tR8wB1nL6cD3fH5jY0sGu',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'snapgate',
    OIDC_CLIENT_SECRET: 'not-used-by-the-fuzzer',
    ROLE_OPERATOR: 'operators',
    FRESHSERVICE_URL: freshserviceUrl,
    FRESHSERVICE_API_KEY: 'not-a-key',
    SLACK_BOT_TOKEN: 'not-a-token',
    SLACK_CHANNEL: 'C000000000',
    SLACK_API_URL: 'http://127.0.0.1:9/',
    AWS_ENVIRONMENTS: '[{"name":"prod-eu","region":"eu-west-1"}]',
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return createServices(loaded.config);
}
