import { join } from 'node:path';
import { loadConfig } from '@/lib/config/config';
import { logger } from '@/lib/log/logger';
import { listComing } from '@/lib/run/before/list-coming';
import { readComing } from '@/lib/run/before/read-coming';
import { createServices, type Services } from '@/lib/services/services';
import { startSandbox } from '@/sandbox/start-sandbox';
import type { Sandbox } from '@/sandbox/sandbox';
import { startOwnPostgres } from '@/scripts/chaos/own-postgres';
import { buildProductEnvironment } from '@/scripts/chaos/product-environment';

/** A little more than the 15 s of a page, so that four of them are longer than a pause and a reading. */
const STEP_S = 15.5;
const STEPS = Math.floor(3600 / STEP_S);
const CHANGES = 20;

/** One hour of so many open start pages and two processes that read, on a real database. */
export async function countHour(pages: number, folder: string) {
  logger.level = 'silent';
  const [postgres, sandbox] = await Promise.all([
    startOwnPostgres(join(folder, 'postgres')),
    startSandbox({
      dataDir: '',
      appUrl: 'http://127.0.0.1:3000',
      include: STAND_INS,
      // An hour of calls comes within seconds.
      settings: { freshserviceCallsPerMinute: 1_000_000 },
    }),
  ]);
  addChanges(sandbox);
  const processes = [openProcess(sandbox, postgres.url), openProcess(sandbox, postgres.url)];
  try {
    for (let step = 0; step < STEPS; step += 1) await passTime(processes, pages);
    return { calls: sandbox.calls.count({ system: 'freshservice' }), requests: STEPS * pages };
  } finally {
    for (const { feed, database } of processes) {
      await feed.close();
      await database.close();
    }
    await sandbox.close();
    await postgres.stop();
  }
}

const STAND_INS = ['freshservice', 'ec2', 'slack'] as const;

function openProcess(sandbox: Sandbox, databaseUrl: string): Services {
  const environment = buildProductEnvironment(sandbox, databaseUrl);
  // The SDK reads its addresses and keys from the process itself.
  Object.assign(process.env, sandbox.environment);
  const loaded = loadConfig(environment);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return createServices(loaded.config);
}

function addChanges(sandbox: Sandbox): void {
  for (let number = 8001; number <= 8000 + CHANGES; number += 1) {
    sandbox.addSample({
      reference: `CHN-${number}`,
      situation: 'Tonight',
      subject: `Work ${number}`,
      shows: [],
      servers: [],
      tasks: [{ title: 'snap: web', description: '<p>10.0.0.1</p>' }],
      window: { fromDays: 1 / 12, toDays: 1 / 6 },
    });
  }
}

/** Every page asks, then each process reads if a reading is due, then the stored times move. */
async function passTime(processes: readonly Services[], pages: number): Promise<void> {
  const [first] = processes;
  if (first === undefined) return;
  const { prisma } = first.database;
  const begunAt = performance.now();
  await Promise.all(Array.from({ length: pages }, () => listComing(prisma, 'olga@example.com')));
  await Promise.all(processes.map(({ coming }) => readComing(coming)));
  // What this step really took has passed already.
  const rest = STEP_S - (performance.now() - begunAt) / 1000;
  await prisma.$executeRaw`
    UPDATE coming_reading SET due_at = due_at - ${rest} * interval '1 second',
      wanted_until = wanted_until - ${rest} * interval '1 second'`;
}
