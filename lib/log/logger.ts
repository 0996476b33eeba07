import pino, { type Logger } from 'pino';

export type { Logger };

/** One JSON line per thing that happened, to standard output. */
export const logger: Logger = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ['*.apiKey', '*.token', '*.clientSecret', '*.sessionSecret', '*.authorization'],
});
