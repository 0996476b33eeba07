import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultInput } from '@/sandbox/server/fault';
import { openArena, type Arena } from './arena';
import { buildBulkTickets } from './bulk-tickets';
import { startFleet } from './fleet';
import { judgeBook, type Judgement, type Wanted } from './judge-book';
import type { Strike } from './plan-storm';
import { countFaults, type TrialReport } from './trial-report';
import { unleashStorm } from './unleash-storm';
import { startScript } from './worker-process';

export type NaiveTrial = {
  readonly folder: string;
  readonly volumes: number;
  readonly processes: number;
  readonly storm: readonly Strike[];
  readonly faults: readonly FaultInput[];
  readonly limitMs: number;
};

/** The usual code under the same kind of storm: `naive-script.ts` has what that is. */
export async function runNaiveTrial(trial: NaiveTrial): Promise<TrialReport> {
  const begunAt = performance.now();
  const arena = await openArena(trial.folder);
  try {
    await storeVolumes(arena, trial.volumes);
    for (const fault of trial.faults) arena.sandbox.faults.add(fault);
    const fleet = startFleet(trial.processes, (name, place) => {
      const share = [String(place), String(trial.processes)];
      const logFile = join(arena.folder, `${name}.log`);
      return startScript('scripts/chaos/naive-script.ts', arena.environment, logFile, share);
    });
    arena.onClose(fleet.stop);
    const deadline = begunAt + trial.limitMs;
    const count = await unleashStorm(trial.storm, fleet, arena.postgres);
    const open = await waitForRecord(arena, deadline);
    const faults = countFaults(arena.sandbox.faults.list());
    const judgement = await judgeVolumes(arena);
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    return { ...judgement, ...count, faults, open, crashes: [], seconds };
  } finally {
    await arena.close();
  }
}

async function storeVolumes({ operator, sandbox }: Arena, count: number): Promise<void> {
  const [ticket] = buildBulkTickets(count, count);
  const before = new Set(sandbox.ec2.world.volumes.map(({ volumeId }) => volumeId));
  if (ticket !== undefined) sandbox.addSample(ticket.sample);
  const volumeIds = sandbox.ec2.world.volumes
    .map(({ volumeId }) => volumeId)
    .filter((volumeId) => !before.has(volumeId));
  await operator.services.database.pool.query(
    `CREATE TABLE naive AS
     SELECT volume_id, position, NULL::text AS snapshot_id
     FROM unnest($1::text[]) WITH ORDINALITY AS volume (volume_id, position)`,
    [volumeIds],
  );
}

async function waitForRecord(arena: Arena, deadline: number): Promise<number> {
  for (;;) {
    const open = (await readRecord(arena)).filter((one) => one.recordedId === null).length;
    if (open === 0 || performance.now() > deadline) return open;
    await wait(250);
  }
}

async function judgeVolumes(arena: Arena): Promise<Judgement> {
  const book = arena.sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  return judgeBook(await readRecord(arena), book, ({ volumeId }) => volumeId);
}

async function readRecord({ operator }: Arena): Promise<readonly Wanted[]> {
  const { rows } = await operator.services.database.pool.query<Wanted>(
    `SELECT volume_id AS key, volume_id AS "volumeId", snapshot_id AS "recordedId" FROM naive`,
  );
  return rows;
}
