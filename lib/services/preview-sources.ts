import type { AwsEnvironment } from '@/lib/aws/create-aws-environment';
import { readInventory } from '@/lib/aws/read-inventory';
import { createRootVolumeBook, type RootVolumeBook } from '@/lib/aws/root-volume-book';
import type { Config } from '@/lib/config/config';
import type { Database } from '@/lib/db/client';
import type { Freshservice } from '@/lib/freshservice/create-freshservice';
import { listSnapshotTimes } from '@/lib/history/list-snapshot-times';
import { logger } from '@/lib/log/logger';
import type { PreviewSources } from '@/lib/preview/preview-ticket';
import { readTicket } from '@/lib/preview/read-ticket';
import { shareInventories, type InventoryRequest } from '@/lib/preview/share-inventories';
import { shareReadings } from '@/lib/preview/share-readings';

type Parts = {
  readonly config: Config;
  readonly database: Database;
  readonly freshservice: Freshservice;
  readonly findBook: (environment: string) => RootVolumeBook;
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
  const readings = shareReadings((reference) => readTicket(freshservice, reference, now), now);
  const shared = {
    environmentNames: config.environments.map(({ name }) => name),
    timeZone: config.timeZone,
    policy: config.policy,
    readInventory: shareInventories((request) => readOne(parts, request)),
    listSnapshotTimes: () => listTimes(parts.database),
    now,
  };
  return {
    live: { ...shared, readTicket: readings.live },
    lookUp: { ...shared, readTicket: readings.shared },
  };
}

function readOne(parts: Parts, { environment, agentEmail, query }: InventoryRequest) {
  const connection = parts.findEnvironment(environment, agentEmail);
  return readInventory(connection, query, parts.findBook(environment));
}

/** An estimate is nice to have: without the database there is none, but still a dry run. */
async function listTimes({ prisma }: Database) {
  try {
    return await listSnapshotTimes(prisma);
  } catch (err) {
    logger.warn({ err }, 'how long snapshots took before could not be read');
    return [];
  }
}

/** One book per environment: who asks does not change where a server is. */
export function createBookShelf(): Parts['findBook'] {
  const books = new Map<string, RootVolumeBook>();
  return (environment) => {
    const book = books.get(environment) ?? createRootVolumeBook();
    books.set(environment, book);
    return book;
  };
}
