import { format } from 'node:util';
import { logger } from './logger';

/**
 * Libraries write to the console: Next what a page threw, next-auth what a provider said. From now
 * on that is a line of the log like any other, so nothing gets around its scrubbing.
 */
export function sendConsoleToLog(): void {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...values: readonly unknown[]) =>
      logger[level]({ from: 'console' }, '%s', format(...values));
  Object.assign(console, {
    debug: write('debug'),
    log: write('info'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  });
  // Node would print them as errors; the AWS SDK warns of old versions of Node at each start.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => logger.warn({ from: 'node', name }, '%s', message));
}
