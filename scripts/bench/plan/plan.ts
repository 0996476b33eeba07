import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRootVolumeCache } from '@/lib/aws/root-volume-cache';
import { loadConfig, type Config } from '@/lib/config/config';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';
import { logger } from '@/lib/log/logger';
import type { PreviewSources } from '@/lib/preview/preview-ticket';
import { learnAll } from '@/lib/services/warm-caches';
import { createPreviewSources } from '@/lib/services/preview-sources';
import { createServices, type Services } from '@/lib/services/services';
import { formatRow, judgePlans, type Row } from './format-plans';
import { measurePlans } from './measure-plans';
import { startSlowSandbox } from './slow-sandbox';
import { machineLabel } from '../../chaos/machine-label';
import { buildProductEnvironment } from '../../chaos/product-environment';
import { createStopList } from '../../stack/stop-all';

/** The sandbox's tickets with so many tasks. */
const TICKETS = [
  { number: 7392, tasks: 10 },
  { number: 7391, tasks: 100 },
  { number: 7390, tasks: 1_000 },
];

/** `npm run bench:plan`: how long a dry run takes, against the least that upstream can take. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'latency-ms': { type: 'string', default: '100' },
      repeats: { type: 'string', default: '15' },
    },
  });
  const [latencyMs, repeats] = [Number(values['latency-ms']), Number(values.repeats)];
  console.log(
    `Plans: every response delayed by ${latencyMs} ms, ${repeats} plans per line, no seed.`,
  );
  console.log(`${machineLabel()}; the stand-ins run in a process of their own.`);
  console.log(
    'Floor: plain HTTP without the product, in turns with the plans: ticket and first page of\n' +
      'tasks side by side, further pages as Freshservice names them, one batch of DescribeInstances.\n' +
      'Known servers are those that the process has listed or looked up before; the volumes of others\n' +
      'can only be asked for when the instances have named them, one round trip later.\n',
  );
  logger.level = 'silent';
  const stops = createStopList();
  try {
    const opened = await openProduct(latencyMs, stops.add);
    const rows = await measureAll(opened, repeats, latencyMs);
    console.log('');
    const verdicts = judgePlans(rows, latencyMs);
    for (const { words } of verdicts) console.log(words);
    process.exitCode = verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    await stops.stopAll();
  }
}

type Opened = { readonly services: Services; readonly environment: NodeJS.ProcessEnv };

async function openProduct(
  latencyMs: number,
  onStarted: (stop: () => Promise<void>) => void,
): Promise<Opened> {
  const sandbox = await startSlowSandbox(latencyMs);
  onStarted(sandbox.stop);
  const folder = mkdtempSync(join(tmpdir(), 'snapgate-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, temporary: true });
  onStarted(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await applyMigrations(postgres.url);
  const environment = buildProductEnvironment(sandbox, postgres.url);
  const services = createServices(readConfig(environment));
  onStarted(async () => {
    await services.feed.close();
    await services.database.close();
  });
  return { services, environment };
}

function readConfig(environment: NodeJS.ProcessEnv): Config {
  // The SDK reads its addresses and keys from the process itself.
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('AWS_') && value !== undefined) process.env[name] = value;
  }
  const loaded = loadConfig(environment);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
}

async function measureAll(
  { services, environment }: Opened,
  repeats: number,
  latencyMs: number,
): Promise<readonly Row[]> {
  await learnAll(services, logger);
  const sources: Readonly<Record<Row['servers'], () => PreviewSources>> = {
    known: () => services.preview,
    'never seen': () => forgetServers(services),
  };
  const rows: Row[] = [];
  for (const servers of ['known', 'never seen'] as const) {
    for (const { number, tasks } of TICKETS) {
      const openSources = sources[servers];
      const measured = await measurePlans({ number, tasks, repeats, environment, openSources });
      rows.push({ tasks, servers, measured });
      console.log(formatRow({ tasks, servers, measured }, latencyMs));
    }
  }
  return rows;
}

/** The same services, as if no server had ever been seen. */
function forgetServers({ config, database, freshservice, engine }: Services): PreviewSources {
  const { findEnvironment } = engine;
  const findRootVolumeCache = () => createRootVolumeCache();
  return createPreviewSources({
    config,
    database,
    freshservice,
    findEnvironment,
    findRootVolumeCache,
  }).live;
}

await main();
