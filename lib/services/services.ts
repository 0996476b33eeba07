import { listRestrictedEnvironmentsOf } from '@/lib/auth/operators';
import { findRevocation } from '@/lib/auth/revocation';
import { findStandingRights } from '@/lib/auth/standing-rights';
import { createRootVolumeCache, type RootVolumeCache } from '@/lib/aws/root-volume-cache';
import type { Config } from '@/lib/config/config';
import { listSecrets } from '@/lib/config/list-secrets';
import { openChangeFeed, type ChangeFeed, coalesceReads } from '@/lib/db/change-feed';
import { openDatabase, type Database } from '@/lib/db/client';
import { createFreshservice, type Freshservice } from '@/lib/freshservice/create-freshservice';
import { logger } from '@/lib/log/logger';
import { learnSecrets } from '@/lib/log/scrub-secrets';
import { routeFetchThroughProxy } from '@/lib/outgoing/proxy';
import type { PreviewSources } from '@/lib/preview/preview-ticket';
import { requireRun } from '@/lib/history/find-run';
import type { ComingSources } from '@/lib/run/before/read-coming';
import type { ArmedSources } from '@/lib/run/before/start-armed';
import type { Engine } from '@/lib/run/engine/engine';
import { findPassiveMode } from '@/lib/run/engine/passive-mode';
import type { RunSources } from '@/lib/run/plan-run';
import type { DeletionSources } from '@/lib/run/deletion/preview-deletion';
import type { RunDetail } from '@/lib/run/run';
import { formatDate } from '@/lib/plan/tag-snapshot';
import { createSlack } from '@/lib/slack/create-slack';
import { v7 as createId } from 'uuid';
import { createAwsConnections } from './aws-connections';
import { createPreviewSources } from './preview-sources';

/** How long one reading of a run serves all that ask, unless the run changes. */
const SHARED_FOR_MS = 250;

/** Everything of one process that speaks to the outside, built once from the configuration. */
export type Services = {
  readonly config: Config;
  readonly database: Database;
  readonly freshservice: Freshservice;
  readonly feed: ChangeFeed;
  /** Reads live: for Execute, and where a person asks for it. */
  readonly preview: PreviewSources;
  /** May share what was read within the last seconds. */
  readonly lookUp: PreviewSources;
  readonly findRootVolumeCache: (environment: string) => RootVolumeCache;
  /** What Execute and Retry plan from and store in. */
  readonly runSources: RunSources;
  readonly engine: Engine;
  readonly deletion: DeletionSources;
  /** Reads coming changes, with a client of its own that keeps to its share. */
  readonly coming: ComingSources;
  /** Starts what was armed. */
  readonly armed: ArmedSources;
  /** What admins are told after a start on a database that may have been restored. */
  readonly restored: { sentence: string | null };
  /** Reads a run; pages that ask at the same moment share it. Throws `AppError` `not-found`. */
  readonly readRun: (runId: string) => Promise<RunDetail>;
};

export function createServices(
  config: Config,
  database: Database = openDatabase(config.database),
): Services {
  learnSecrets(config.sessionSecret, listSecrets(config, process.env));
  routeFetchThroughProxy();
  const feed = openChangeFeed(database.direct, logger);
  const freshservice = createFreshservice(config.freshservice);
  const { findEnvironment, findDeleter } = createAwsConnections(config);
  const findRootVolumeCache = createCaches();
  const parts = { config, database, freshservice, findEnvironment, findRootVolumeCache };
  const sources = createPreviewSources(parts);
  const slack = createSlack(config.slack);
  const runSources: RunSources = {
    database,
    preview: sources.live,
    hosts: config.freshservice,
    passive: config.run.passive,
    newId: createId,
  };
  return {
    config,
    database,
    freshservice,
    feed,
    readRun: coalesceReads(feed, SHARED_FOR_MS, (runId) => requireRun(database.prisma, runId)),
    restored: { sentence: null },
    preview: sources.live,
    lookUp: sources.lookUp,
    findRootVolumeCache,
    coming: createComing(parts, runSources, slack),
    runSources,
    armed: {
      runSources,
      log: logger,
      findRights: (subject, since) => findStandingRights(database.prisma, subject, since, config),
    },
    deletion: createDeletion(parts, slack),
    engine: {
      database,
      config: config.run,
      findEnvironment,
      slack,
      expiry: createExpiry(config),
      ticketWriter: freshservice.writer,
      findDeleter,
      findRevocation: (subject, since) => findRevocation(database.prisma, subject, since),
      onChange: (listener) => feed.subscribe(listener),
      listRestrictedEnvironments: (subject) =>
        listRestrictedEnvironmentsOf(database.prisma, subject, config.environments),
      isPassive: createPassiveCheck(database, config.run),
      runUrl: (runId) => `${config.appUrl}/runs/${runId}`,
      log: logger,
      newId: createId,
      random: Math.random,
    },
  };
}

/** Reads with a client of its own, which asks before each call whether its share allows it. */
function createComing(
  parts: Parameters<typeof createPreviewSources>[0],
  runSources: RunSources,
  slack: Engine['slack'],
): ComingSources {
  const { config, database } = parts;
  return {
    database,
    log: logger,
    hours: config.coming.hours,
    share: config.coming.share,
    createFreshservice: (takeCall) => createFreshservice({ ...config.freshservice, takeCall }),
    runSources,
    ahead: {
      hours: config.coming.aheadHours,
      slack,
      note: config.run.ticketNote,
      log: logger,
      createPreview: (metered) => createPreviewSources({ ...parts, freshservice: metered }).live,
      ticketUrl: (reference) => `${config.appUrl}/tickets/${reference}`,
    },
    now: () => new Date(),
  };
}

/** Null where no environment lets its snapshots expire. */
function createExpiry({ appUrl, environments, timeZone }: Config): Engine['expiry'] {
  if (environments.every(({ keepDays }) => keepDays === undefined)) return null;
  return {
    url: `${appUrl}/runs/expired`,
    now: () => new Date(),
    today: () => formatDate(new Date(), timeZone),
  };
}

const PASSIVE_FOR_MS = 1_000;

/** A thousand waiting steps ask as one. The mark before a call asks again, on its own. */
function createPassiveCheck({ prisma }: Database, config: Config['run']): () => Promise<boolean> {
  let answer: Promise<boolean> | null = null;
  return () => {
    if (answer !== null) return answer;
    const asked = findPassiveMode(prisma, config).then((mode) => mode !== null);
    answer = asked;
    const forget = () => {
      if (answer === asked) answer = null;
    };
    setTimeout(forget, PASSIVE_FOR_MS).unref();
    asked.catch(forget);
    return asked;
  };
}

function createDeletion(
  {
    config,
    database,
    findEnvironment,
  }: Pick<Services, 'config' | 'database'> & Pick<Engine, 'findEnvironment'>,
  slack: Engine['slack'],
): DeletionSources {
  return {
    database,
    deletable: listDeletable(config),
    findEnvironment,
    findRevocation: (subject, since) => findRevocation(database.prisma, subject, since),
    aloneHours: config.deleteAloneHours,
    newId: createId,
    async tellSlack({ title, lines, runId }) {
      const link = { url: `${config.appUrl}/runs/${runId}`, label: 'Open the run' };
      const sent = await slack.postNotice({ title, lines, link });
      if (!sent.ok) logger.warn({ runId, problem: sent.message }, 'could not tell Slack');
    },
  };
}

function listDeletable({ environments }: Config): ReadonlySet<string> {
  const able = environments.filter(({ deleteRoleArn }) => deleteRoleArn !== undefined);
  return new Set(able.map(({ name }) => name));
}

/** One cache per environment: who asks does not change where a server is. */
function createCaches(): Services['findRootVolumeCache'] {
  const caches = new Map<string, RootVolumeCache>();
  return (environment) => {
    const cache = caches.get(environment) ?? createRootVolumeCache();
    caches.set(environment, cache);
    return cache;
  };
}
