import { findRevocation } from '@/lib/auth/find-revocation';
import { createAwsEnvironment, type AwsEnvironment } from '@/lib/aws/create-aws-environment';
import { buildSessionName } from '@/lib/aws/session-name';
import type { RootVolumeBook } from '@/lib/aws/root-volume-book';
import type { Config } from '@/lib/config/config';
import { listSecrets } from '@/lib/config/list-secrets';
import { openChangeFeed, type ChangeFeed } from '@/lib/db/change-feed';
import { openDatabase, type Database } from '@/lib/db/client';
import { createFreshservice, type Freshservice } from '@/lib/freshservice/create-freshservice';
import { logger } from '@/lib/log/logger';
import { learnSecrets } from '@/lib/log/scrub-secrets';
import type { PreviewSources } from '@/lib/preview/preview-ticket';
import { requireRun } from '@/lib/history/find-run';
import type { Engine } from '@/lib/run/engine';
import type { RunDetail } from '@/lib/run/run';
import { createSlack } from '@/lib/slack/create-slack';
import { v7 as createId } from 'uuid';
import { shareReads } from './share-reads';
import { createBookShelf, createPreviewSources } from './preview-sources';

/** How long one reading of a run serves whoever asks, unless the run changes. */
const SHARED_FOR_MS = 250;

/** Everything of one process that speaks to the outside, built once from the configuration. */
export type Services = {
  readonly config: Config;
  readonly database: Database;
  readonly freshservice: Freshservice;
  readonly feed: ChangeFeed;
  /** Reads live: for Execute, and where somebody asks for it. */
  readonly preview: PreviewSources;
  /** May share what was read within the last seconds. */
  readonly lookUp: PreviewSources;
  readonly findBook: (environment: string) => RootVolumeBook;
  readonly engine: Engine;
  /** Reads a run; pages that ask at the same moment share it. Throws `AppError` `not-found`. */
  readonly readRun: (runId: string) => Promise<RunDetail>;
};

export function createServices(
  config: Config,
  database: Database = openDatabase(config.databaseUrl),
): Services {
  learnSecrets(config.sessionSecret, listSecrets(config, process.env));
  const feed = openChangeFeed(config.databaseUrl, logger);
  const freshservice = createFreshservice(config.freshservice);
  const findEnvironment = createEnvironmentFinder(config);
  const findBook = createBookShelf();
  const parts = { config, database, freshservice, findEnvironment, findBook };
  const sources = createPreviewSources(parts);
  return {
    config,
    database,
    freshservice,
    feed,
    readRun: shareReads(feed, SHARED_FOR_MS, (runId) => requireRun(database.prisma, runId)),
    preview: sources.live,
    lookUp: sources.lookUp,
    findBook,
    engine: {
      database,
      config: config.run,
      findEnvironment,
      slack: createSlack(config.slack),
      findRevocation: (subject, since) => findRevocation(database.prisma, subject, since),
      runUrl: (runId) => `${config.appUrl}/runs/${runId}`,
      log: logger,
      newId: createId,
      random: Math.random,
    },
  };
}

/** Connections are kept per environment and person; the oldest go when there are too many. */
const MOST_KEPT = 200;

function createEnvironmentFinder(config: Config) {
  const kept = new Map<string, AwsEnvironment>();
  return (name: string, agentEmail: string): AwsEnvironment => {
    const key = `${name} ${agentEmail}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const settings = config.environments.find((environment) => environment.name === name);
    if (settings === undefined) throw new Error(`No environment is named ${name}.`);
    const environment = createAwsEnvironment({
      ...settings,
      sessionName: buildSessionName(agentEmail),
    });
    dropOldest(kept);
    kept.set(key, environment);
    return environment;
  };
}

/** Calls under way keep their own reference, so a dropped one is not closed under them. */
function dropOldest(kept: Map<string, AwsEnvironment>): void {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}
