import { hashText } from './event-document';

/** What a run's row says that changes while it goes on. Instants are milliseconds since 1970. */
export type RunState = {
  readonly status: string;
  readonly errorMessage: string | null;
  readonly finishedAt: string | null;
  readonly cancelRequestedAt: string | null;
  readonly cancelRequestedBy: string | null;
  readonly slackStatus: string;
  readonly slackError: string | null;
  readonly slackPermalink: string | null;
  readonly searchText: string;
  readonly noteStatus: string | null;
  readonly noteId: string | null;
  readonly noteError: string | null;
  /** The text of the `jsonb`. */
  readonly taskResults: string | null;
};

/** What a run says of its ticket before anything was written there. */
export const TICKET_UNTOUCHED = {
  noteStatus: null,
  noteId: null,
  noteError: null,
  taskResults: null,
} as const;

/** The same of a step. */
export type StepState = {
  readonly status: string;
  readonly attempts: number;
  readonly snapshotId: string | null;
  readonly snapshotState: string | null;
  readonly snapshotProgress: number | null;
  readonly createdAt: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly requestId: string | null;
  readonly correctedName: string | null;
  readonly wantedName: string | null;
  readonly deletedAt: string | null;
  readonly deletedByRun: string | null;
};

/** What every step says before anything is done. */
export const PLANNED: StepState = {
  status: 'planned',
  attempts: 0,
  snapshotId: null,
  snapshotState: null,
  snapshotProgress: null,
  createdAt: null,
  errorCode: null,
  errorMessage: null,
  requestId: null,
  correctedName: null,
  wantedName: null,
  deletedAt: null,
  deletedByRun: null,
};

/**
 * The hash that each event of format 2 seals; the database's function `run_state` makes the same
 * one. Nothing tells a queued run from a running one, so they are one state.
 */
export function hashRunState(run: RunState): string {
  const isOpen = run.status === 'queued' || run.status === 'running';
  return hashMembers([
    ['status', text(isOpen ? 'open' : run.status)],
    ['note_id', text(run.noteId)],
    ['note_error', text(run.noteError)],
    ['finished_at', run.finishedAt],
    ['note_status', text(run.noteStatus)],
    ['search_text', text(hashText(run.searchText))],
    ['slack_error', text(run.slackError)],
    ['slack_status', text(run.slackStatus)],
    ['task_results', run.taskResults],
    ['error_message', text(run.errorMessage)],
    ['slack_permalink', text(run.slackPermalink)],
    ['cancel_requested_at', run.cancelRequestedAt],
    ['cancel_requested_by', text(run.cancelRequestedBy)],
  ]);
}

/** As `step_state` makes it. */
export function hashStepState(step: StepState): string {
  return hashMembers([
    ['status', text(step.status)],
    ['attempts', String(step.attempts)],
    ['created_at', step.createdAt],
    ['deleted_at', step.deletedAt],
    ['deleted_by', text(step.deletedByRun)],
    ['error_code', text(step.errorCode)],
    ['request_id', text(step.requestId)],
    ['snapshot_id', text(step.snapshotId)],
    ['wanted_name', text(step.wantedName)],
    ['error_message', text(step.errorMessage)],
    ['corrected_name', text(step.correctedName)],
    ['snapshot_state', text(step.snapshotState)],
    ['snapshot_progress', step.snapshotProgress === null ? null : String(step.snapshotProgress)],
  ]);
}

type Member = readonly [key: string, json: string | null];

/** Keys must come by length, then by bytes. Empty columns are left out, so columns can be added. */
function hashMembers(members: readonly Member[]): string {
  const present = members.filter(([, json]) => json !== null);
  return hashText(`{${present.map(([key, json]) => `"${key}": ${json}`).join(', ')}}`);
}

function text(value: string | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
