import pino, { type Logger } from 'pino';
import { escapeUnseen } from '@/lib/text/escape-unseen';
import { scrubSecrets } from './scrub-secrets';

export type { Logger };

/** How a finished line leaves the process: without secrets, and as one line of what can be seen. */
export function cleanLogLine(line: string): string {
  return `${escapeUnseen(scrubSecrets(line.trimEnd()))}\n`;
}

/** One JSON line per thing that happened, to standard output. */
export const logger: Logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ['*.apiKey', '*.token', '*.clientSecret', '*.sessionSecret', '*.authorization'],
  hooks: { streamWrite: cleanLogLine },
});
