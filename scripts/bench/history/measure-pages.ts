import type { Client, Pool } from 'pg';
import { Prisma } from '@/lib/db/generated/client';
import { listRuns } from '@/lib/history/list-runs';
import { parseRunCursor } from '@/lib/history/run-cursor';
import { parseRunFilters } from '@/lib/history/run-filters';
import { selectRunSummaries } from '@/lib/history/run-summary-row';
import type { RunSample } from './draw-samples';
import { formatTimes, timeInTurns, type Times } from './timing';
import { judge, type Verdict } from './verdict';

const PAGE = 25;
const MAX_TO_BARE = 2;
const MAX_LAST_TO_FIRST = 1.5;

type Ways = { readonly pool: Pool; readonly bare: Client };

/** The columns of the list, of runs that one plain condition finds by its index. */
async function askBare(bare: Client, runs: Prisma.Sql): Promise<void> {
  const { text, values } = selectRunSummaries(runs);
  await bare.query({ text, values });
}

export const ask = (pool: Pool, query: string, cursor: string | null = null) =>
  listRuns(pool, parseRunFilters(new URLSearchParams(query)), {
    cursor: cursor === null ? null : parseRunCursor(cursor),
    limit: PAGE,
  });

/** The first page and one far down, by cursor. */
export async function measurePages(
  { pool, bare }: Ways,
  depth: number,
  repeats: number,
): Promise<readonly Verdict[]> {
  const deep = await cursorAt(bare, depth);
  const rounds = Array.from({ length: repeats }, (_, round) => round);
  const times = await timeInTurns(rounds, {
    newest: () => ask(pool, ''),
    bareNewest: () =>
      askBare(bare, Prisma.sql`SELECT * FROM run ORDER BY started_at DESC, id DESC LIMIT 26`),
    deep: () => ask(pool, '', deep.cursor),
    bareDeep: () =>
      askBare(
        bare,
        Prisma.sql`SELECT * FROM run WHERE (started_at, id) < (${deep.startedAt}::timestamptz, ${deep.id}::uuid)
          ORDER BY started_at DESC, id DESC LIMIT 26`,
      ),
  });
  const first = { ours: times.newest, bare: times.bareNewest };
  const last = { ours: times.deep, bare: times.bareDeep };
  show('newest page', first);
  show(`page at depth ${depth.toLocaleString('en')}`, last);
  return [
    judge('newest page / bare SQL, p95', first.ours.p95 / first.bare.p95, MAX_TO_BARE, 'times'),
    judge('deep page / bare SQL, p95', last.ours.p95 / last.bare.p95, MAX_TO_BARE, 'times'),
    judge(
      'deep page / newest page, p95',
      last.ours.p95 / first.ours.p95,
      MAX_LAST_TO_FIRST,
      'times',
    ),
  ];
}

/** What is complete in itself, against the one condition it means. */
export async function measureLookUps(
  { pool, bare }: Ways,
  samples: readonly RunSample[],
): Promise<readonly Verdict[]> {
  const kinds = [
    {
      name: 'search by ticket',
      query: ({ ticket }: RunSample) => `q=${ticket}`,
      where: ({ ticket }: RunSample) => Prisma.sql`ticket = ${ticket}`,
    },
    {
      name: 'search by snapshot id',
      query: ({ snapshotId }: RunSample) => `q=${snapshotId}`,
      where: ({ snapshotId }: RunSample) =>
        Prisma.sql`id IN (SELECT run_id FROM step WHERE snapshot_id = ${snapshotId})`,
    },
    {
      name: 'search by agent and date',
      query: ({ agent, day }: RunSample) => `agent=${encodeURIComponent(agent)}&to=${day}`,
      where: ({ agent, day }: RunSample) =>
        Prisma.sql`lower(agent_email) = ${agent}
          AND started_at < (${day}::timestamp + interval '1 day') AT TIME ZONE 'UTC'`,
    },
  ];
  const verdicts: Verdict[] = [];
  for (const { name, query, where } of kinds) {
    const times = await timeInTurns(samples, {
      ours: (sample) => ask(pool, query(sample)),
      bare: (sample) =>
        askBare(
          bare,
          Prisma.sql`SELECT * FROM run WHERE ${where(sample)} ORDER BY started_at DESC, id DESC LIMIT 26`,
        ),
    });
    show(name, times);
    verdicts.push(
      judge(`${name} / bare SQL, p95`, times.ours.p95 / times.bare.p95, MAX_TO_BARE, 'times'),
    );
  }
  return verdicts;
}

function show(name: string, { ours, bare }: { ours: Times; bare: Times }): void {
  console.log(`${name.padEnd(27)}ours ${formatTimes(ours)}   bare SQL ${formatTimes(bare)}`);
}

async function cursorAt(bare: Client, depth: number) {
  const { rows } = await bare.query<{ id: string; startedAt: Date }>(
    'SELECT id, started_at AS "startedAt" FROM run ORDER BY started_at DESC, id DESC OFFSET $1 LIMIT 1',
    [depth],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`The history has no run at depth ${depth}.`);
  const startedAt = row.startedAt.toISOString();
  return { id: row.id, startedAt, cursor: `${row.startedAt.getTime()}_${row.id}` };
}
