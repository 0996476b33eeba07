import type { ClientBase } from 'pg';
import { checkChain, type StoredEvent } from './check-chain';
import { checkRows } from './check-rows';
import { checkTimes, type History } from './check-times';
import type { DayStates, DayTail } from './day-states';
import { hashText, type Format } from './event-document';
import type { Finding } from './finding';
import { openCursor, type Cursor } from './open-cursor';
import { selectInstant } from './instant';
import { COLUMNS } from './record-sql';
import type { RunState, StepState } from './row-state';
import { writeRunDocument, type RecordedRun, type RecordedStep } from './run-document';

/** Which runs are looked at. `all` is the one way that can miss none: days can only be checked whole. */
export type RunScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'since'; readonly day: string }
  | { readonly kind: 'runs'; readonly runIds: readonly string[] };

export type RunCounts = {
  readonly runs: number;
  readonly events: number;
  readonly archived: number;
};

type RunRow = RecordedRun & RunState & { readonly lastSeq: number };
type StepRow = RecordedStep &
  StepState & {
    readonly runId: string;
    readonly updatedAt: string;
    readonly snapshotEndedAt: string | null;
  };
type ArchivedRow = {
  readonly runId: string;
  readonly archiveSeq: number;
  readonly ticket: string;
  readonly startedAt: string;
  readonly days: readonly string[];
  readonly seqs: readonly number[];
  readonly hashes: readonly string[];
};

type Checked = {
  readonly onFinding: (finding: Finding) => void;
  readonly states: DayStates;
  readonly history: History;
  readonly onEvents: (events: number) => void;
};

/**
 * Follows the chain of every run, in the order of their ids, and collects where each day's chains
 * stood; archived runs take their place from what their archiving left behind. Constant memory.
 */
export async function checkRuns(
  client: ClientBase,
  scope: RunScope,
  checked: Checked,
): Promise<RunCounts> {
  const { onFinding, states, onEvents } = checked;
  const { where, values } = whereScope(scope);
  const runs = await openCursor<RunRow>(client, 'runs', selectRuns(where), values);
  const steps = await openCursor<StepRow>(client, 'steps', selectSteps(where), values);
  const events = await openCursor<StoredEvent>(client, 'events', selectEvents(where), values);
  const archived = await openCursor<ArchivedRow>(client, 'archived', selectArchived(scope));
  const counts = { runs: 0, events: 0, archived: 0 };
  for (let run = runs.row; run !== null; run = runs.row) {
    counts.archived += await addArchivedBefore(archived, run.id, states, onFinding);
    await reportStrays(events, run.id, onFinding);
    const { tails, count } = await checkRun(run, await takeSteps(steps, run.id), events, checked);
    states.add(run.id, tails);
    counts.events += count;
    counts.runs += 1;
    if (counts.runs % 5_000 === 0) onEvents(counts.events);
    await runs.next();
  }
  counts.archived += await addArchivedBefore(archived, null, states, onFinding);
  await reportStrays(events, null, onFinding);
  return counts;
}

/** One run: its record, its chain, its times, and whether its rows say what its log says. */
async function checkRun(
  run: RunRow,
  steps: readonly StepRow[],
  events: Cursor<StoredEvent>,
  { onFinding, history }: Checked,
): Promise<{ readonly tails: readonly DayTail[]; readonly count: number }> {
  let intact = true;
  const hashRecord = (format: Format) => hashText(writeRunDocument(run, steps, format));
  const chain = checkChain(run.id, hashRecord, (finding) => {
    intact = false;
    onFinding(finding);
  });
  const times = checkTimes(run.startedAt, history);
  const rows = checkRows();
  let count = 0;
  for (let event = events.row; event?.runId === run.id; event = events.row) {
    chain.add(event);
    times.add(event);
    rows.add(event);
    count += 1;
    await events.next();
  }
  const tails = chain.end(run.lastSeq);
  // A log that was changed itself cannot tell what is right.
  if (intact) {
    const report = (seq: number | null, what: string) =>
      onFinding({ place: { kind: 'run', runId: run.id, seq }, what });
    for (const { seq, what } of times.problems) report(seq, what);
    for (const what of rows.compare(run, steps, times.isNearAnEvent)) report(null, what);
  }
  return { tails, count };
}

/** The steps of a run; those before it belong to no run, and nothing refers to them. */
async function takeSteps(steps: Cursor<StepRow>, runId: string): Promise<readonly StepRow[]> {
  const taken: StepRow[] = [];
  for (let step = steps.row; step !== null && step.runId <= runId; step = steps.row) {
    if (step.runId === runId) taken.push(step);
    await steps.next();
  }
  return taken;
}

/** Takes the archived runs whose ids come before `runId`; null takes all that are left. */
async function addArchivedBefore(
  archived: Cursor<ArchivedRow>,
  runId: string | null,
  states: DayStates,
  onFinding: Checked['onFinding'],
): Promise<number> {
  let count = 0;
  for (let row = archived.row; row !== null; row = archived.row) {
    if (runId !== null && row.runId > runId) break;
    if (row.runId === runId) {
      onFinding({
        place: { kind: 'run', runId, seq: null },
        what: 'it is in an archive and in the history at once.',
      });
    } else {
      const { days, seqs, hashes } = row;
      states.add(
        row.runId,
        days.map((day, index) => ({ day, seq: seqs[index] ?? 0, hash: hashes[index] ?? '' })),
      );
      states.addArchived(row);
      count += 1;
    }
    await archived.next();
  }
  return count;
}

/** Events whose run is gone: someone has switched the foreign key off. */
async function reportStrays(
  events: Cursor<StoredEvent>,
  runId: string | null,
  onFinding: Checked['onFinding'],
): Promise<void> {
  for (let event = events.row; event !== null; event = events.row) {
    if (runId !== null && event.runId >= runId) return;
    const { runId: stray, seq } = event;
    onFinding({ place: { kind: 'run', runId: stray, seq }, what: 'its run does not exist.' });
    await events.next();
  }
}

function whereScope(scope: RunScope): { where: string; values: readonly unknown[] } {
  switch (scope.kind) {
    case 'all':
      return { where: 'TRUE', values: [] };
    case 'since':
      return { where: `run.started_at >= $1::timestamp AT TIME ZONE 'UTC'`, values: [scope.day] };
    case 'runs':
      return { where: 'run.id = ANY($1::uuid[])', values: [scope.runIds] };
  }
}

function selectRuns(where: string): string {
  return `SELECT ${COLUMNS.run}, ${COLUMNS.runState}, run.event_seq AS "lastSeq"
    FROM run WHERE ${where} ORDER BY run.id`;
}

function selectSteps(where: string): string {
  const from = where === 'TRUE' ? 'step' : 'step JOIN run ON run.id = step.run_id';
  return `SELECT ${COLUMNS.step}, ${COLUMNS.stepState}, step.run_id AS "runId",
      ${selectInstant('step.updated_at')} AS "updatedAt",
      ${selectInstant('step.snapshot_ended_at')} AS "snapshotEndedAt"
    FROM ${from} WHERE ${where} ORDER BY step.run_id, step.position`;
}

function selectEvents(where: string): string {
  const from = where === 'TRUE' ? 'event' : 'event JOIN run ON run.id = event.run_id';
  return `SELECT ${COLUMNS.event} FROM ${from} WHERE ${where} ORDER BY event.run_id, event.seq`;
}

/** Only a look at everything needs them: they are there for the days. */
function selectArchived(scope: RunScope): string {
  return `SELECT run_id AS "runId", archive_seq AS "archiveSeq", ticket,
      ${selectInstant('started_at')} AS "startedAt", days::text[] AS days, seqs,
      ARRAY(SELECT encode(hash, 'hex') FROM unnest(hashes) WITH ORDINALITY AS one(hash, place)
            ORDER BY place) AS hashes
    FROM archived_run WHERE ${scope.kind === 'all' ? 'TRUE' : 'FALSE'} ORDER BY run_id`;
}
