import { loadConfig } from '@/lib/config/config';

/** Says all that is wrong with the configuration at once and ends the process, or returns. */
export function requireConfig(): void {
  const result = loadConfig(process.env);
  if (result.ok) return;
  console.error('Snapgate cannot start, because its configuration is not complete:');
  for (const problem of result.problems) console.error(`  ${problem}`);
  console.error('The README lists every variable; .env.example is a place to begin.');
  process.exit(1);
}
