import { setTimeout as wait } from 'node:timers/promises';
import { describeRestore, readHistoryEnd } from '@/lib/audit/restored-history';
import { keepDaysSealed } from '@/lib/audit/seal-days';
import { isSessionCookieIn } from '@/lib/auth/session-cookie';
import { waitForDatabase } from '@/lib/db/check-database';
import type { Database } from '@/lib/db/client';
import { followEvents } from '@/lib/db/event-feed';
import { closeAbandonedExports } from '@/lib/history/export/export-record';
import { logger, type Logger } from '@/lib/log/logger';
import { sendConsoleToLog } from '@/lib/log/send-console-to-log';
import { startWorker } from '@/lib/run/worker';
import { getServices } from './get-services';
import type { Services } from './services';
import { watchHttpServers } from './http-servers';
import { startOperationsServer } from './operations-server';
import { beginStopping } from './shutdown';
import { stopTracing } from './tracing';

/** How long calls and answers in flight may take to end when the process is asked to leave. */
const LEAVE_WITHIN_MS = 12_000;

type BackgroundOptions = {
  /** How long to go on answering after `ready` says no; 0 where no pages are served. */
  readonly shutdownDelayMs: number;
};

/**
 * Starts the worker, beside the web server or alone, and lets the process leave in order: no new
 * work and no new requests, then an end to what is in flight, then a hand-over of the runs.
 */
export function startBackground({ shutdownDelayMs }: BackgroundOptions): void {
  sendConsoleToLog();
  const services = getServices();
  const { config, engine, feed, database } = services;
  startOperationsServer(services, logger);
  const http = watchHttpServers(
    (cookies) => isSessionCookieIn(cookies, config),
    new URL(config.appUrl).host,
  );
  const leaving = new AbortController();
  // Nothing that needs tables begins before they are there; each would complain by itself.
  const background = waitForDatabase(database, logger, leaving.signal).then(async (usable) => {
    if (!usable) return null;
    await offerPassiveMode(services).catch((err: unknown) => {
      logger.warn({ err }, 'could not read the time of the newest event');
    });
    const worker = startWorker(engine, services);
    void worker.ready.then(() => logger.info('worker started'));
    keepExportsClosed(database, logger);
    const stopEvents = config.operations.printEvents ? printEvents(database) : () => undefined;
    return { worker, stopEvents, stopSealing: keepDaysSealed(database.prisma, logger) };
  });
  const stopBackground = async () => {
    leaving.abort();
    const started = await background;
    await Promise.all([started?.worker.stop(), started?.stopSealing()]);
    // Last: the worker's own last events are told as well.
    await started?.stopEvents();
  };
  const leave = async () => {
    if (!beginStopping()) return;
    logger.info({ shutdownDelayMs }, 'stopping; finishing calls in flight');
    const timer = setTimeout(() => process.exit(0), shutdownDelayMs + LEAVE_WITHIN_MS);
    const handedOver = stopBackground();
    // The load balancer sees that this process is not ready, and asks the others from now on.
    await wait(shutdownDelayMs);
    // Closing the feed ends the open pages' streams, so that the server can close.
    await Promise.all([handedOver, feed.close(), http.close()]);
    await database.close();
    await stopTracing();
    clearTimeout(timer);
    logger.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void leave());
  }
}

/** On the pages of admins; the log keeps it. */
const OFFER_PASSIVE_MODE_FOR_MS = 30 * 60_000;

/** Before the worker goes on with what a restored database says is open. */
async function offerPassiveMode({ database, restored }: Services): Promise<void> {
  const sentence = describeRestore(await readHistoryEnd(database.pool));
  if (sentence === null) return;
  logger.warn(sentence);
  restored.sentence = sentence;
  setTimeout(() => (restored.sentence = null), OFFER_PASSIVE_MODE_FOR_MS).unref();
}

/** At any `LOG_LEVEL`: the system that collects the record's events wants all of them. */
function printEvents({ direct }: Database): () => Promise<void> {
  const printer = logger.child({}, { level: 'info' });
  return followEvents(direct, {
    onEvent: (event) => printer.info({ event }, 'run event'),
    log: logger,
  });
}

const LOOK_FOR_EXPORTS_EVERY_MS = 5 * 60_000;

/** A process that was killed leaves its exports `running`; the next one, or another, closes them. */
function keepExportsClosed({ prisma }: Database, log: Logger): void {
  const close = () => {
    closeAbandonedExports(prisma)
      .then((count) => {
        if (count > 0) log.warn({ count }, 'closed exports that a stopped process had left open');
      })
      .catch((err: unknown) => log.warn({ err }, 'could not close abandoned exports'));
  };
  close();
  setInterval(close, LOOK_FOR_EXPORTS_EVERY_MS).unref();
}
