import { buildSeedLog } from './build-log';
import { createRandom } from './random';
import { createRunSource } from './run-source';
import { scheduleRuns } from './schedule-runs';
import { writeRows } from './write-rows';
import type { SeedRows, SeedTable } from './write-rows';

export type BatchOptions = {
  readonly runs: number;
  /** The same seed on the same day gives the same rows. */
  readonly seed: number;
  readonly years: number;
};

export type SeedCounts = {
  readonly runs: number;
  readonly steps: number;
  readonly events: number;
};

/** Some runs in the order of time: their rows as COPY takes them, table by table. */
export type SeedBatch = {
  readonly rows: Readonly<Record<SeedTable, Uint8Array<ArrayBuffer>>>;
  readonly counts: SeedCounts;
};

const DAY_MS = 86_400_000;
const BATCH_RUNS = 500;

/** The whole history, oldest runs first. */
export function* buildBatches({ runs, seed, years }: BatchOptions): Generator<SeedBatch> {
  const random = createRandom(seed);
  const nextRun = createRunSource(random);
  // The last day is the one before yesterday: every snapshot of it is complete, every day can close.
  const untilMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
  const fromMs = untilMs - Math.round(years * 365.25) * DAY_MS;
  let rows: SeedRows[] = [];
  let [steps, events] = [0, 0];
  for (const startedAtMs of scheduleRuns({ runs, fromMs, untilMs }, random)) {
    const run = nextRun(startedAtMs);
    const log = buildSeedLog(random, run);
    rows.push(writeRows(run, log));
    steps += run.steps.length;
    events += log.events.length;
    if (rows.length < BATCH_RUNS) continue;
    yield { rows: joinRows(rows), counts: { runs: rows.length, steps, events } };
    rows = [];
    [steps, events] = [0, 0];
  }
  if (rows.length > 0) yield { rows: joinRows(rows), counts: { runs: rows.length, steps, events } };
}

const encoder = new TextEncoder();

function joinRows(rows: readonly SeedRows[]): SeedBatch['rows'] {
  return {
    run: encoder.encode(rows.map(({ run }) => run).join('')),
    step: encoder.encode(rows.map(({ step }) => step).join('')),
    event: encoder.encode(rows.map(({ event }) => event).join('')),
  };
}
