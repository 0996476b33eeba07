import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '@/sandbox/postgres/embedded-postgres';
import { applyMigrations } from '@/lib/db/migrate';
import { machineLabel } from '../chaos/machine-label';
import { TICKET_BUDGET } from '@/lib/preview/ticket-budget';
import { runFuzz } from './run-fuzz';
import { MAX_BLOCKED_MS, type LargeWalk } from './walk-large';

/**
 * `npm run fuzz -- --tickets 100000 --seed 7`: hostile tickets through everything that their text
 * can reach. Exit code 1 when something got through or broke; the seed repeats it.
 */
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    large: { type: 'string', default: '40' },
    seed: { type: 'string' },
  },
});
const tickets = readNumber('tickets', values.tickets);
const seed = values.seed === undefined ? randomInt(1, 1_000_000) : readNumber('seed', values.seed);
const number = new Intl.NumberFormat('en');
console.log(`Fuzz: seed ${seed}, ${number.format(tickets)} tickets; ${machineLabel()}`);

const dataDir = join(process.cwd(), '.snapgate', 'fuzz');
rmSync(dataDir, { recursive: true, force: true });
const server = await startEmbeddedPostgres({ dataDir, temporary: true });
const begunAt = performance.now();
try {
  await applyMigrations(server.url);
  const report = await runFuzz({
    tickets,
    seed,
    large: readNumber('large', values.large),
    databaseUrl: server.url,
    onProgress: (done) => console.log(`  ${number.format(done)} tickets`),
  });
  const { unreadable, rejected, started } = report.outcomes;
  const walked = unreadable + rejected + started;
  const seconds = Math.round((performance.now() - begunAt) / 1000);
  const readable = rejected + started;
  console.log(`
Walked ${number.format(walked)} tickets in ${seconds} s: ${number.format(unreadable)} refused as unreadable, ${number.format(rejected)} runs rejected,
${number.format(started)} runs stored. All ${number.format(readable)} readable ones went through plan, Slack, log and CSV (${number.format(report.csvRows)} rows),
${number.format(report.deep)} of them stored as Execute does it, ${number.format(report.pages)} rendered as pages and read by an HTML parser.
`);
  for (const { surface, ticket, what } of report.findings.slice(0, 20)) {
    console.log(`  ${surface}, ticket ${ticket}: ${what}`);
  }
  const heavy = report.large.filter(isTooHeavy);
  for (const walk of heavy) console.log(`  ${walk.name}: ${figuresOf(walk)}`);
  console.log(
    `${heavy.length === 0 ? 'ok   ' : 'FAIL '} ${report.large.length} large tickets (${report.large.filter(({ refused }) => refused !== null).length} refused with a sentence): ${longest(report.large)}`,
  );
  const clean = report.findings.length === 0 && walked === tickets;
  console.log(
    clean
      ? `ok    no crash and no injection (seed ${seed})`
      : `FAIL  ${report.findings.length} findings (seed ${seed})`,
  );
  process.exitCode = clean && heavy.length === 0 ? 0 : 1;
} finally {
  await server.stop();
}

function isTooHeavy({ blockedMs, answerBytes }: LargeWalk): boolean {
  return blockedMs > MAX_BLOCKED_MS || answerBytes > TICKET_BUDGET.answerBytes;
}

function figuresOf({ blockedMs, answerBytes }: LargeWalk): string {
  return `event loop blocked for ${Math.round(blockedMs)} ms, answer of ${number.format(answerBytes)} bytes`;
}

function longest(walks: readonly LargeWalk[]): string {
  const [slowest] = walks.toSorted((one, other) => other.blockedMs - one.blockedMs);
  const blocked = `longest block ${Math.round(slowest?.blockedMs ?? 0)} ms (${slowest?.name}; at most ${MAX_BLOCKED_MS})`;
  const late = Math.round(Math.max(...walks.map(({ lateMs }) => lateMs)));
  const bytes = Math.max(...walks.map(({ answerBytes }) => answerBytes));
  return `${blocked}, event loop late by ${late} ms at most, other programs included, largest answer ${number.format(bytes)} bytes (at most ${number.format(TICKET_BUDGET.answerBytes)})`;
}

function readNumber(name: string, text: string): number {
  const read = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(read) && read > 0) return read;
  console.error(`--${name} must be a whole number greater than 0, not ${text}`);
  process.exit(2);
}
