import { loadConfig } from '@/lib/config/config';

/** Says all that is wrong with the configuration at once and ends the process, or returns. */
export function requireConfig(): void {
  const result = loadConfig(process.env);
  if (result.ok) return;
  console.error('Snapgate cannot start. Problems in its configuration:');
  for (const problem of result.problems) console.error(`  ${problem}`);
  console.error('See docs/configuration.md for all variables, and .env.example for a template.');
  process.exit(1);
}
