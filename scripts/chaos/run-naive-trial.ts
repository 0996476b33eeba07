import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultInput } from '@/sandbox/server/fault';
import { openHarness, type Harness } from './harness';
import { buildBulkTickets } from './bulk-tickets';
import { startFleet } from './fleet';
import { checkRecord, type Judgment, type Wanted } from './checker';
import type { Strike } from './fault-schedule';
import { countFaults, type TrialReport } from './trial-report';
import { injectFaults } from './inject-faults';
import { startScript } from './worker-process';

export type NaiveTrial = {
  readonly folder: string;
  readonly volumes: number;
  readonly processes: number;
  readonly schedule: readonly Strike[];
  readonly faults: readonly FaultInput[];
  readonly limitMs: number;
};

/** The usual code under the same kind of schedule: `naive-script.ts` has what that is. */
export async function runNaiveTrial(trial: NaiveTrial): Promise<TrialReport> {
  const begunAt = performance.now();
  const harness = await openHarness(trial.folder);
  try {
    await storeVolumes(harness, trial.volumes);
    for (const fault of trial.faults) harness.sandbox.faults.add(fault);
    const fleet = startFleet(trial.processes, (name, place) => {
      const share = [String(place), String(trial.processes)];
      const logFile = join(harness.folder, `${name}.log`);
      return startScript('scripts/chaos/naive-script.ts', harness.environment, logFile, share);
    });
    harness.onClose(fleet.stop);
    const deadline = begunAt + trial.limitMs;
    const count = await injectFaults(trial.schedule, fleet, harness.postgres);
    const open = await waitForRecord(harness, deadline);
    const faults = countFaults(harness.sandbox.faults.list());
    const judgment = await judgeVolumes(harness);
    const seconds = Math.round((performance.now() - begunAt) / 1000);
    return { ...judgment, ...count, faults, open, crashes: [], seconds };
  } finally {
    await harness.close();
  }
}

async function storeVolumes({ operator, sandbox }: Harness, count: number): Promise<void> {
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

async function waitForRecord(harness: Harness, deadline: number): Promise<number> {
  for (;;) {
    const open = (await readRecord(harness)).filter((one) => one.recordedId === null).length;
    if (open === 0 || performance.now() > deadline) return open;
    await wait(250);
  }
}

async function judgeVolumes(harness: Harness): Promise<Judgment> {
  const existing = harness.sandbox.ec2.world.snapshots.filter(({ origin }) => origin === 'call');
  return checkRecord(await readRecord(harness), existing, ({ volumeId }) => volumeId);
}

async function readRecord({ operator }: Harness): Promise<readonly Wanted[]> {
  const { rows } = await operator.services.database.pool.query<Wanted>(
    `SELECT volume_id AS key, volume_id AS "volumeId", snapshot_id AS "recordedId" FROM naive`,
  );
  return rows;
}
