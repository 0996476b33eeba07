import { keepDaysClosed } from '@/lib/audit/keep-days-closed';
import { logger } from '@/lib/log/logger';
import { sendConsoleToLog } from '@/lib/log/send-console-to-log';
import { startWorker } from '@/lib/run/worker';
import { getServices } from './get-services';
import { watchHttpServers } from './watch-http-servers';

/** How long calls and answers in flight may take to end when the process is asked to leave. */
const LEAVE_WITHIN_MS = 12_000;

/**
 * Starts the worker, beside the web server or alone, and lets the process leave in order: no new
 * work and no new requests, then an end to what is in flight, then a hand-over of the runs.
 */
export function startBackground(): void {
  sendConsoleToLog();
  const { engine, feed, database } = getServices();
  const http = watchHttpServers();
  const worker = startWorker(engine);
  const stopClosing = keepDaysClosed(database.prisma, logger);
  const leave = async () => {
    logger.info('stopping: what is in flight is finished first');
    const timer = setTimeout(() => process.exit(0), LEAVE_WITHIN_MS);
    // Closing the feed ends the open pages' streams, so that the server can close.
    await Promise.all([worker.stop(), stopClosing(), feed.close(), http.close()]);
    await database.close();
    clearTimeout(timer);
    logger.info('stopped');
    process.exit(0);
  };
  process.once('SIGTERM', () => void leave());
  process.once('SIGINT', () => void leave());
  void worker.ready.then(() => logger.info('worker started'));
}
