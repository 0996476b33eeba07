import { logger, type Logger } from '@/lib/log/logger';
import { WATCHER } from '@/lib/run/follow-up/watch-snapshots';
import { getServices } from './get-services';
import type { Services } from './services';

const EVERY_MS = 15 * 60_000;
/** 10,000 servers per environment; those beyond are learned when someone looks them up. */
const MAX_PAGES = 10;

/**
 * Keeps in mind which root volume each server has, so that also the first lookup of a ticket can
 * ask for instances and volumes at once. Only where pages are served: runs need none of it.
 */
export function warmCaches(): void {
  const learn = () => void learnAll(getServices(), logger);
  learn();
  setInterval(learn, EVERY_MS).unref();
}

/** Learns what every environment holds now. One that cannot be read is not worth an error here. */
export async function learnAll(
  {
    engine,
    config,
    findRootVolumeCache,
  }: Pick<Services, 'engine' | 'config' | 'findRootVolumeCache'>,
  log: Logger,
): Promise<void> {
  await Promise.all(
    config.environments.map(async ({ name }) => {
      try {
        const environment = engine.findEnvironment(name, WATCHER);
        findRootVolumeCache(name).learn(await environment.listInstances({ mostPages: MAX_PAGES }));
      } catch (err) {
        log.debug({ err, environment: name }, 'could not list the instances of an environment');
      }
    }),
  );
}
