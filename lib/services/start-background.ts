import { logger } from '@/lib/log/logger';
import { startWorker } from '@/lib/run/worker';
import { getServices } from './get-services';

/** How long a call in flight may take to end when the process is asked to leave. */
const LEAVE_WITHIN_MS = 12_000;

/** Starts the worker beside the web server, and lets it hand over when the process is to end. */
export function startBackground(): void {
  const { engine, feed, database } = getServices();
  const worker = startWorker(engine, feed);
  const leave = async () => {
    logger.info('stopping: calls in flight are finished first');
    const timer = setTimeout(() => process.exit(0), LEAVE_WITHIN_MS);
    await worker.stop();
    await feed.close();
    await database.close();
    clearTimeout(timer);
    process.exit(0);
  };
  process.once('SIGTERM', () => void leave());
  process.once('SIGINT', () => void leave());
  logger.info('worker started');
}
