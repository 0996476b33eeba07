import { z } from 'zod';
import type { ChainedEvent } from './event-document';
import { isInRange } from './instant';
import { hashRunState, hashStepState, PLANNED, type RunState, type StepState } from './row-state';

type CheckedRun = RunState & { readonly startedAt: string };
type CheckedStep = StepState & {
  readonly id: string;
  readonly serverName: string;
  readonly updatedAt: string;
  readonly snapshotEndedAt: string | null;
};

type RowsCheck = {
  /** The next event of the run. */
  add(event: ChainedEvent): void;
  /**
   * What the rows say that the log does not, one sentence each; where they agree on what became of
   * the run, what they did not say at the last event about them. `isNearAnEvent` of an instant.
   */
  compare(
    run: CheckedRun,
    steps: readonly CheckedStep[],
    isNearAnEvent: (instant: string) => boolean,
  ): readonly string[];
};

/** Whether the rows of one run say what its log says. */
export function checkRows(): RowsCheck {
  const [outcome, seals] = [checkOutcome(), checkSeals()];
  return {
    add(event) {
      outcome.add(event);
      seals.add(event);
    },
    compare(run, steps, isNearAnEvent) {
      const differences = outcome.compare(run.status, steps);
      return differences.length > 0 ? differences : seals.compare(run, steps, isNearAnEvent);
    },
  };
}

/** The lines of a log at which a snapshot ends; its row has the time of the statement before. */
const SNAPSHOT_ENDS = new Set(['snapshot-completed', 'snapshot-error', 'snapshot-missing']);
const END_WITHIN_MS = 60_000;

/** Characters of a SHA-256 in hex. */
const HASH = 64;
const NEVER_TOUCHED = hashStepState(PLANNED);

/**
 * What changes in the rows while a run goes on is sealed by every event: its run's row and, if it is
 * about a step, that step's row as they were then. So each row must still say what it said at the
 * last event about it.
 */
function checkSeals(): RowsCheck {
  const sealedSteps = new Map<string, string>();
  const snapshotEnds = new Map<string, number>();
  let sealedRun: string | null = null;
  let cancelled = false;
  return {
    add({ at, code, stepId, data, state }) {
      if (stepId !== null && SNAPSHOT_ENDS.has(code)) snapshotEnds.set(stepId, Number(at));
      if (state === null) return;
      sealedRun = state.slice(0, HASH);
      if (stepId !== null) sealedSteps.set(stepId, state.slice(HASH));
      if (code === 'record-sealed') {
        for (const [id, hash] of readSteps(data)) sealedSteps.set(id, hash);
      }
      cancelled ||= code === 'run-cancelled';
    },
    compare(run, steps, isNearAnEvent) {
      if (sealedRun === null) return ['what its rows say was never sealed.'];
      const isSealed = hashRunState(run) === sealedRun;
      return [
        ...(isSealed ? [] : [RUN_DIFFERS]),
        ...steps.flatMap((step) => {
          const expected = sealedSteps.get(step.id) ?? NEVER_TOUCHED;
          return [
            ...compareStep(step, expected, cancelled, isNearAnEvent),
            ...compareEnd(step, snapshotEnds.get(step.id)),
          ];
        }),
      ];
    },
  };
}

const RUN_DIFFERS =
  'its row (status, end, cancelling, error, Slack, words of the search) is not what it was at its last event.';

function compareStep(
  step: CheckedStep,
  expected: string,
  cancelled: boolean,
  isNearAnEvent: (instant: string) => boolean,
): readonly string[] {
  // Cancelling skips what was only planned, with one event for all of it.
  const wasSkipped = cancelled && step.status === 'skipped';
  const isSealed =
    hashStepState(step) === expected ||
    (wasSkipped && hashStepState({ ...step, status: 'planned' }) === expected);
  return [
    ...(isSealed ? [] : [`the step of ${step.serverName} ${STEP_DIFFERS}`]),
    ...(isInRange(step.updatedAt) && isNearAnEvent(step.updatedAt)
      ? []
      : [`the step of ${step.serverName} says it changed when nothing was logged.`]),
  ];
}

function compareEnd(
  { serverName, snapshotEndedAt }: CheckedStep,
  logged: number | undefined,
): readonly string[] {
  if (snapshotEndedAt === null) return [];
  const isLogged =
    logged !== undefined && Math.abs(Number(snapshotEndedAt) - logged) <= END_WITHIN_MS;
  return isLogged ? [] : [`the step of ${serverName} says its snapshot ended when no log says so.`];
}

const STEP_DIFFERS =
  '(status, snapshot, its state, error, request id, times) is not what it was at its last event.';

const sealedRecord = z.object({ steps: z.record(z.string(), z.string()) });

function readSteps(data: string): readonly (readonly [string, string])[] {
  const parsed = sealedRecord.safeParse(JSON.parse(data));
  return parsed.success ? Object.entries(parsed.data.steps) : [];
}

/** What a row says became of a step. */
type StepOutcome = {
  readonly id: string;
  readonly serverName: string;
  readonly status: string;
  readonly snapshotId: string | null;
};

type OutcomeCheck = {
  /** The next event of the run. */
  add(event: ChainedEvent): void;
  /** What the rows say that the log does not, one sentence each. */
  compare(runStatus: string, steps: readonly StepOutcome[]): readonly string[];
};

type Logged = {
  readonly status: 'created' | 'failed' | 'deleted' | 'skipped';
  readonly snapshotId: string | null;
};

/** The lines of a log that end a step, and how. */
const ENDINGS: Readonly<Record<string, Logged['status']>> = {
  'snapshot-created': 'created',
  'snapshot-found': 'created',
  'create-refused': 'failed',
  'step-given-up': 'failed',
  'snapshot-error': 'failed',
  'snapshot-missing': 'failed',
  'snapshot-deleted': 'deleted',
  'delete-refused': 'failed',
  'delete-skipped': 'skipped',
};
const NOT_ENDED = new Set(['planned', 'calling', 'unknown', 'skipped']);

/**
 * Statuses and snapshot ids change while a run goes on, so no hash holds them. But each change was
 * written together with an event, and the events are chained: the rows must say what the log says.
 */
function checkOutcome(): OutcomeCheck {
  const logged = new Map<string, Logged>();
  let ended: string | null = null;
  return {
    add({ code, stepId, data }) {
      if (code === 'execute-rejected') ended = 'rejected';
      if (code === 'run-finished') ended = memberText(data, 'status');
      const status = ENDINGS[code];
      if (status === undefined || stepId === null) return;
      const before = logged.get(stepId)?.snapshotId ?? null;
      const snapshotId = status === 'created' ? memberText(data, 'snapshotId') : before;
      logged.set(stepId, { status, snapshotId });
      // A snapshot that ends badly after the run has ended changes the outcome.
      if (status === 'failed' && ended !== null && ended !== 'cancelled') {
        ended = [...logged.values()].some((one) => one.status === 'created') ? 'partial' : 'failed';
      }
    },
    compare(runStatus, steps) {
      const open = runStatus === 'queued' || runStatus === 'running';
      const agrees = ended === null ? open : ended === runStatus;
      return [
        ...(agrees
          ? []
          : [`its row says ${runStatus}, but its log says ${ended ?? 'that it is still open'}.`]),
        ...steps.flatMap((step) => compareOutcome(step, logged.get(step.id))),
      ];
    },
  };
}

function compareOutcome(step: StepOutcome, log: Logged | undefined): readonly string[] {
  const agrees =
    log === undefined
      ? NOT_ENDED.has(step.status) && step.snapshotId === null
      : step.status === log.status && step.snapshotId === log.snapshotId;
  if (agrees) return [];
  const said = log === undefined ? 'that nothing came of it' : describe(log);
  return [`the step of ${step.serverName} says ${describe(step)}, but the log says ${said}.`];
}

function describe({ status, snapshotId }: Pick<StepOutcome, 'status' | 'snapshotId'>): string {
  return snapshotId === null ? `${status} without a snapshot` : `${status} ${snapshotId}`;
}

/** A member of an event's data; null when it is none or no text. */
function memberText(data: string, member: string): string | null {
  const value: unknown = JSON.parse(data);
  if (typeof value !== 'object' || value === null) return null;
  const found: unknown = Object.entries(value).find(([key]) => key === member)?.[1];
  return typeof found === 'string' ? found : null;
}
