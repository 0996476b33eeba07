import type { AwsEnvironment } from '@/lib/aws/aws-environment';
import { fetchInventory } from '@/lib/aws/inventory';
import type { RootVolumeCache } from '@/lib/aws/root-volume-cache';
import type { Config } from '@/lib/config/config';
import type { Database } from '@/lib/db/client';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import { listSnapshotTimes } from '@/lib/history/list-snapshot-times';
import { logger } from '@/lib/log/logger';
import type { PreviewSources } from '@/lib/preview/preview-ticket';
import { loadTicket } from '@/lib/preview/load-ticket';
import { coalesceInventories, type InventoryRequest } from '@/lib/preview/coalesce-inventories';
import { cacheReadings } from '@/lib/preview/cache-readings';

type Parts = {
  readonly config: Config;
  readonly database: Database;
  readonly freshservice: Freshservice;
  readonly findRootVolumeCache: (environment: string) => RootVolumeCache;
  findEnvironment(name: string, agentEmail: string): AwsEnvironment;
};

/**
 * Two ways to read for a plan: `live` always asks the outside systems, for Execute and Refresh;
 * `lookUp` may share what was read within the last seconds, a live reading included.
 */
export function createPreviewSources(parts: Parts): {
  readonly live: PreviewSources;
  readonly lookUp: PreviewSources;
} {
  const { config, freshservice } = parts;
  const now = () => new Date();
  const people = config.policy['four-eyes-unknown'] !== 'off';
  const wanted = { approvals: config.policy['ticket-not-approved'] !== 'off', people };
  const readings = cacheReadings(
    (reference) => loadTicket(freshservice, reference, now, wanted),
    now,
  );
  const shared = {
    environmentNames: config.environments.map(({ name }) => name),
    timeZone: config.timeZone,
    policy: config.policy,
    fetchInventory: coalesceInventories((request) => readOne(parts, request)),
    listSnapshotTimes: () => listTimes(parts.database),
    now,
  };
  return {
    live: { ...shared, loadTicket: readings.live },
    lookUp: { ...shared, loadTicket: readings.shared },
  };
}

function readOne(parts: Parts, { environment, agentEmail, query }: InventoryRequest) {
  const connection = parts.findEnvironment(environment, agentEmail);
  return fetchInventory(connection, query, parts.findRootVolumeCache(environment));
}

/** An estimate is nice to have: without the database there is none, but still a dry run. */
async function listTimes({ prisma }: Database) {
  try {
    return await listSnapshotTimes(prisma);
  } catch (err) {
    logger.warn({ err }, 'could not load earlier snapshot durations');
    return [];
  }
}
