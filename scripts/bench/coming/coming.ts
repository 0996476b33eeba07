import { join } from 'node:path';
import { countHour } from './count-hour';

/**
 * `npm run bench:coming`: Freshservice calls in an hour with 1, 10 and 50 open start pages. The
 * hour is compressed: the stored times move instead of the clock. Exit code 1 when the numbers differ.
 */
const PAGES = [1, 10, 50];

console.log('Calls to Freshservice in one hour, 20 coming changes, each page asks every 15.5 s:');
const counts: number[] = [];
for (const pages of PAGES) {
  const { calls, requests } = await countHour(
    pages,
    join(process.cwd(), '.snapgate', 'bench-coming'),
  );
  counts.push(calls);
  console.log(`  ${String(pages).padStart(2)} pages: ${calls} calls for ${requests} page requests`);
}
const same = new Set(counts).size === 1;
console.log(same ? 'The same number, however many pages are open.' : 'The numbers differ.');
process.exitCode = same ? 0 : 1;
