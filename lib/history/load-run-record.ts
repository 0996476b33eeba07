import { z } from 'zod';
import type { PrismaClient } from '@/lib/db/generated/client';
import type { FindingCode } from '@/lib/plan/plan';
import type { RunDetail, RunEvent } from '@/lib/run/run';
import { findRun } from './find-run';
import { listEvents } from './run-log';

export type RecordedAcknowledgement = {
  readonly key: string;
  readonly code: FindingCode;
  readonly message: string;
  /** Name and e-mail. */
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** For which run it was acknowledged: an earlier one, where a retry kept it. */
  readonly runId: string;
};

export type RunRecord = {
  readonly run: RunDetail;
  readonly events: readonly RunEvent[];
  readonly acknowledgements: readonly RecordedAcknowledgement[];
  /** SHA-256, hex, of the last of these events. */
  readonly digest: string | null;
};

/** All that is on record of one run, for paper; null when there is no such run. */
export async function loadRunRecord(prisma: PrismaClient, id: string): Promise<RunRecord | null> {
  const run = await findRun(prisma, id);
  if (run === null) return null;
  const events = await listAllEvents(prisma, run.id, 0);
  const last = events.at(-1);
  const sealed =
    last === undefined
      ? null
      : await prisma.event.findUnique({
          where: { runId_seq: { runId: run.id, seq: last.seq } },
          select: { hash: true },
        });
  return {
    run,
    events,
    acknowledgements: listAcknowledgements(run, events),
    digest: sealed === null ? null : Buffer.from(sealed.hash).toString('hex'),
  };
}

async function listAllEvents(
  prisma: PrismaClient,
  runId: string,
  after: number,
): Promise<readonly RunEvent[]> {
  const events = await listEvents(prisma, runId, { level: 'debug', after });
  const last = events.at(-1);
  if (last === undefined) return [];
  return [...events, ...(await listAllEvents(prisma, runId, last.seq))];
}

const keptData = z.object({ key: z.string(), by: z.string(), at: z.string(), runId: z.string() });

function listAcknowledgements(
  run: RunDetail,
  events: readonly RunEvent[],
): readonly RecordedAcknowledgement[] {
  const kept = new Map(
    events.flatMap(({ data }) => {
      const { data: earlier } = keptData.safeParse(data);
      return earlier === undefined ? [] : [[earlier.key, earlier] as const];
    }),
  );
  const own = { by: `${run.agentName} (${run.agentEmail})`, at: run.startedAt, runId: run.id };
  return run.plan.findings
    .filter(({ key }) => run.acknowledged.includes(key))
    .map(({ key, code, message }) => ({ ...own, ...kept.get(key), key, code, message }));
}
