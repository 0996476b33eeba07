import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SnapshotRecord } from '@/sandbox/ec2/ec2-world';
import { planFaults } from '../fault-schedule';
import { startFleet } from '../fleet';
import { openHarness, type Harness } from '../harness';
import { injectFaults } from '../inject-faults';
import { startWorkerProcess } from '../worker-process';
import { addTickets, executeTickets, forEach } from './cases';
import { createCarelessWriter } from './careless-writer';
import {
  checkDeletions,
  checkEdits,
  checkNames,
  checkNotes,
  checkTasks,
  type Case,
  type EffectCount,
} from './check-effects';
import { createProductWriter } from './effect-writer';
import { buildFaults, countLost, type LostCount } from './lost-replies';

export type AfterwardsTrial = {
  /** How many of each kind. */
  readonly effects: number;
  readonly seed: number;
  readonly folder: string;
  /** The control writes, and no process is killed: what the checks must see. */
  readonly careless?: boolean;
  readonly onProgress: (line: string) => void;
};

export type AfterwardsReport = LostCount & {
  readonly notes: EffectCount;
  readonly edits: EffectCount;
  readonly tasks: EffectCount;
  readonly names: EffectCount;
  readonly deletions: EffectCount;
  readonly kills: number;
  readonly pauses: number;
  /** Logs of processes that ended although no one killed them. */
  readonly crashes: readonly string[];
  /** What did not come to its end in time. */
  readonly open: number;
  readonly seconds: number;
};

const WORKERS = 3;
const VARIABLES = {
  NAME_CORRECTION: 'on',
  ROLE_CLEANUP: 'snapgate-cleanup',
  CREATE_DEADLINE_MS: '2000',
  // Longer than the longest pause, so that nothing found is a proof.
  LOOKUP_WINDOW_MS: '15000',
};
const WRITES = { ...VARIABLES, TICKET_NOTE: 'on', TICKET_TASKS: 'complete' };
/** Longer than the trial: snapshots end when `endNotedSnapshots` says so. */
const SNAPSHOT_MS = 60 * 60_000;
const LIMIT_MS = 25 * 60_000;
const RHYTHM = { killEveryMs: 4_000, pauseEveryMs: 9_000, restartEveryMs: Infinity };

/** Notes, tasks, names and deletions under kills, pauses and lost replies. */
export async function runAfterwards(trial: AfterwardsTrial): Promise<AfterwardsReport> {
  const { seed, folder, careless = false } = trial;
  const begunAt = performance.now();
  const harness = await openHarness(folder, careless ? VARIABLES : WRITES);
  const over = new AbortController();
  const ending = setInterval(() => endNotedSnapshots(harness), 500);
  try {
    harness.sandbox.settings.snapshotDurationMs = SNAPSHOT_MS;
    const fleet = startFleet(WORKERS, (name) =>
      startWorkerProcess(harness.environment, join(folder, `${name}.log`)),
    );
    harness.onClose(fleet.stop);
    for (const fault of buildFaults(seed)) harness.sandbox.faults.add(fault);
    const schedule = planFaults({ seed, durationMs: LIMIT_MS, workers: WORKERS, ...RHYTHM });
    const striking = injectFaults(careless ? [] : schedule, fleet, harness.postgres, over.signal);
    const effects = await writeAll(harness, trial, begunAt + LIMIT_MS);
    over.abort();
    const { kills, pauses } = await striking;
    const crashes = [...fleet.crashes()];
    // What a paused process still sends has been sent then.
    await fleet.stop();
    return {
      ...checkAll(harness, effects),
      ...countLost(harness.sandbox),
      kills,
      pauses,
      crashes,
      open: await countLeft(harness, OPEN),
      seconds: Math.round((performance.now() - begunAt) / 1000),
    };
  } finally {
    over.abort();
    clearInterval(ending);
    await harness.close();
  }
}

type Effects = {
  readonly cases: readonly Case[];
  readonly planted: readonly SnapshotRecord[];
  /** Before the snapshots are deleted that have them. */
  readonly names: EffectCount;
};

async function writeAll(
  harness: Harness,
  { effects, careless, onProgress }: AfterwardsTrial,
  deadline: number,
): Promise<Effects> {
  const writer = careless === true ? createCarelessWriter(harness) : createProductWriter(harness);
  const { world } = harness.sandbox.ec2;
  const until = (what: string) => untilNone(harness, what, deadline, onProgress);
  const settle = () => until(OPEN);
  onProgress('Execute');
  const tickets = addTickets(harness, effects);
  const cases = await executeTickets(harness, tickets, () => until(NOT_TAKEN));
  for (const one of cases) await writer.writeToTicket(one);
  const planted = plantForeignSnapshots(harness);
  onProgress('Correct names');
  await forEach(cases, async (one) => {
    if (one.name !== null) await writer.correctName(one, one.name);
  });
  await settle();
  const names = checkNames(cases, planted, world.snapshots);
  onProgress('Delete snapshots');
  const afterwards = await forEach(cases, async (one) => {
    const deletions = one.deletes ? await writer.deleteSnapshot(one) : [];
    return { ...one, runIds: [...one.runIds, ...deletions] };
  });
  await settle();
  return { cases: afterwards, planted, names };
}

function checkAll({ sandbox }: Harness, { cases, planted, names }: Effects) {
  const { tickets } = sandbox.freshservice;
  const ticketOf = (reference: string) =>
    tickets.findByReference(reference) ?? { tasks: [], notes: [] };
  return {
    notes: checkNotes(cases, ticketOf),
    edits: checkEdits(cases, ticketOf),
    tasks: checkTasks(cases, ticketOf),
    names,
    deletions: checkDeletions(cases, planted, sandbox.ec2.world.snapshots),
  };
}

/** A snapshot ends once its ticket has the note, so that every note has an edit to come. */
function endNotedSnapshots({ sandbox }: Harness): void {
  const tickets = sandbox.freshservice.tickets.list().filter(({ notes }) => notes.length > 0);
  const noted = new Set(tickets.map(({ reference }) => reference));
  const { world } = sandbox.ec2;
  world.snapshots = world.snapshots.map((one) =>
    noted.has(one.tags['Ticket'] ?? '') ? { ...one, durationMs: 1 } : one,
  );
}

/** Snapshots that carry a run's tags and are not in the record, as anyone who may tag can make. */
function plantForeignSnapshots({ sandbox }: Harness): readonly SnapshotRecord[] {
  const { world } = sandbox.ec2;
  const taken = world.snapshots.filter(({ origin }) => origin === 'call');
  const planted = taken.map((one) => {
    return { ...one, snapshotId: `${one.snapshotId.slice(0, -4)}fade` };
  });
  world.snapshots.push(...planted);
  return planted;
}

const NOT_TAKEN = `SELECT count(*)::int AS "left" FROM step WHERE snapshot_id IS NULL`;
const OPEN = `
  SELECT (SELECT count(*) FROM run WHERE finished_at IS NULL OR ticket_due_at IS NOT NULL)::int
    + (SELECT count(*) FROM step WHERE watch_due_at IS NOT NULL OR name_due_at IS NOT NULL)::int
    AS "left"`;

async function untilNone(
  harness: Harness,
  what: string,
  deadline: number,
  onProgress: (line: string) => void,
): Promise<void> {
  for (let count = 1; performance.now() < deadline; count += 1) {
    const left = await countLeft(harness, what);
    if (left === 0) return;
    if (count % 40 === 0) onProgress(`  ${left} left`);
    await wait(500);
  }
}

async function countLeft({ operator }: Harness, what: string): Promise<number> {
  const { rows } = await operator.services.database.pool.query<{ left: number }>(what);
  return rows[0]?.left ?? -1;
}
