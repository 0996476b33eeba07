import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { v7 as createId } from 'uuid';
import { expect, test } from 'vitest';
import { writeLog } from '@/lib/history/run-log';
import { parseRunFilters } from '@/lib/history/run-filters';
import { startExport } from '@/lib/history/export/start-export';
import { drawSecrets } from '@/testing/secrets';
import { appendEvents } from '@/lib/run/events';
import { executeTicket } from '@/lib/run/execute-ticket';
import {
  hasEnded,
  OLGA,
  requester,
  startTestServices,
  type TestServices,
} from '@/testing/test-services';

const SECRETS = drawSecrets('stored', 1_000);
const ADDRESS = '10.20.3.11';

/** Writes the secrets wherever people and outside systems can write. */
async function writeEverywhere(services: TestServices): Promise<string> {
  const { sandbox, database } = services;
  const [inTitles, inTexts, inEvents, others] = [
    SECRETS.slice(0, 450),
    SECRETS.slice(450, 800),
    SECRETS.slice(800, 960),
    SECRETS.slice(960).map(({ as }) => as),
  ];
  const [subject, nameTag, refusal, reason, name, ...rest] = others;
  const ticket = sandbox.freshservice.tickets.findByReference('CHN-7303');
  if (ticket === undefined) throw new Error('The sandbox has no CHN-7303.');
  sandbox.freshservice.tickets.editFields(ticket, { subject: `Rotate ${subject}` });
  sandbox.freshservice.writeTasks('CHN-7303', [
    { title: 'snap: web-01.prod.example.com', description: describe(inTexts) },
    // In the way of this one stands its Name tag.
    { title: 'snap: web-02.prod.example.com', description: '10.20.3.12' },
    ...inTitles.map(({ as }) => ({ title: `Tell ${as} to no one`, description: null })),
    ...rest.map((as) => ({ title: 'Restart', description: as })),
  ]);
  const named = sandbox.ec2.world.instances.find((one) => one.primaryAddress === '10.20.3.12');
  sandbox.ec2.editInstance(named?.instanceId ?? '', { nameTag: `web-02 ${nameTag}`.slice(0, 256) });
  sandbox.faults.add({
    system: 'ec2',
    operation: 'CreateSnapshot',
    count: 1,
    effect: { kind: 'error', status: 400, code: 'IncorrectState', message: `Said ${refusal}` },
  });
  const request = services.requestOf(await services.preview('CHN-7303'), { reason: reason ?? '' });
  const agent = { subject: 'seeded', email: 'olga@example.com', name: `Olga ${name}` };
  const outcome = await executeTicket(request, requester(agent), services.runSources);
  if (outcome.kind !== 'started') throw new Error(outcome.message);
  await appendEvents(
    database.prisma,
    outcome.runId,
    inEvents.map(({ as }) => ({
      level: 'warn',
      code: 'seeded',
      message: as,
      data: { said: [as] },
    })),
  );
  return outcome.runId;
}

function describe(secrets: readonly { readonly as: string }[]): string {
  return `<p>${ADDRESS}</p>${secrets.map(({ as }) => `<p>${as}</p>`).join('')}`;
}

/** Everything that the database holds, as text. */
async function dump({ database }: TestServices): Promise<string> {
  const tables = ['run', 'step', 'event'];
  const rows = await Promise.all(
    tables.map((table) =>
      database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`),
    ),
  );
  return rows.flatMap((result) => result.rows.map(({ row }) => row)).join('\n');
}

async function exportText({ database }: TestServices, format: 'csv' | 'jsonl'): Promise<string> {
  const filters = parseRunFilters(new URLSearchParams());
  return text(await startExport(database, { id: createId(), format, filters, agent: OLGA }));
}

test('none of 1,000 seeded secrets is found in the database, the CSV, the log or Slack', async () => {
  const services = await startTestServices();
  const runId = await writeEverywhere(services);
  services.work();
  await services.waitForRun(runId, (run) => hasEnded(run) && run.slackStatus === 'sent');
  const { prisma } = services.database;
  const places = {
    database: await dump(services),
    csv: await exportText(services, 'csv'),
    jsonl: await exportText(services, 'jsonl'),
    log: await text(Readable.from(writeLog(prisma, runId, { level: 'debug', after: 0 }))),
    slack: JSON.stringify(services.sandbox.slack.messages.list()),
  };
  for (const [place, content] of Object.entries(places)) {
    const plain = content.replaceAll('""', '"').toLowerCase();
    const found = SECRETS.filter(({ secret }) => plain.includes(secret.toLowerCase()));
    expect(found.map(({ sort, as }) => `${place}: ${sort}: ${as}`)).toEqual([]);
  }
  // They were there: each place tells that something was taken out.
  expect(places.database.match(/\[secret [0-9a-f]{10}\]/g)?.length).toBeGreaterThan(1_000);
  for (const content of Object.values(places)) expect(content).toContain('[secret ');
}, 60_000);
