import { loadConfig, type Config } from './config';

let config: Config | null = null;

/**
 * The process's configuration, read once.
 * Throws when a variable is missing or wrong; `npm start` has checked before, so that is a bug there.
 */
export function getConfig(): Config {
  config ??= readConfig();
  return config;
}

function readConfig(): Config {
  const result = loadConfig(process.env);
  if (!result.ok) throw new Error(`Invalid configuration:\n${result.problems.join('\n')}`);
  return result.config;
}
