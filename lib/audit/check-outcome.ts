import type { ChainedEvent } from './event-document';

/** What a row says became of a step. */
export type StepOutcome = {
  readonly id: string;
  readonly serverName: string;
  readonly status: string;
  readonly snapshotId: string | null;
};

export type OutcomeCheck = {
  /** The next event of the run. */
  add(event: ChainedEvent): void;
  /** What the rows say that the log does not, one sentence each. */
  compare(runStatus: string, steps: readonly StepOutcome[]): readonly string[];
};

type Logged = { readonly status: 'created' | 'failed'; readonly snapshotId: string | null };

/** The lines of a log that end a step, and how. */
const ENDINGS: Readonly<Record<string, Logged['status']>> = {
  'snapshot-created': 'created',
  'snapshot-found': 'created',
  'create-refused': 'failed',
  'step-given-up': 'failed',
  'snapshot-error': 'failed',
  'snapshot-missing': 'failed',
};
const NOT_ENDED = new Set(['planned', 'calling', 'unknown', 'skipped']);

/**
 * Statuses and snapshot ids change while a run goes on, so no hash holds them. But each change was
 * written together with an event, and the events are chained: the rows must say what the log says.
 */
export function checkOutcome(): OutcomeCheck {
  const logged = new Map<string, Logged>();
  let ended: string | null = null;
  return {
    add({ code, stepId, data }) {
      if (code === 'execute-rejected') ended = 'rejected';
      if (code === 'run-finished') ended = readText(data, 'status');
      const status = ENDINGS[code];
      if (status === undefined || stepId === null) return;
      const before = logged.get(stepId)?.snapshotId ?? null;
      const snapshotId = status === 'created' ? readText(data, 'snapshotId') : before;
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
        ...(agrees ? [] : [`its row says ${runStatus}, its log ${ended ?? 'that it goes on'}.`]),
        ...steps.flatMap((step) => compareStep(step, logged.get(step.id))),
      ];
    },
  };
}

function compareStep(step: StepOutcome, log: Logged | undefined): readonly string[] {
  const agrees =
    log === undefined
      ? NOT_ENDED.has(step.status) && step.snapshotId === null
      : step.status === log.status && step.snapshotId === log.snapshotId;
  if (agrees) return [];
  const said = log === undefined ? 'that nothing came of it' : describe(log);
  return [`the step of ${step.serverName} says ${describe(step)}, the log ${said}.`];
}

function describe({ status, snapshotId }: Pick<StepOutcome, 'status' | 'snapshotId'>): string {
  return snapshotId === null ? `${status} without a snapshot` : `${status} ${snapshotId}`;
}

/** A member of an event's data; null when it is none or no text. */
function readText(data: string, member: string): string | null {
  const value: unknown = JSON.parse(data);
  if (typeof value !== 'object' || value === null) return null;
  const found: unknown = Object.entries(value).find(([key]) => key === member)?.[1];
  return typeof found === 'string' ? found : null;
}
