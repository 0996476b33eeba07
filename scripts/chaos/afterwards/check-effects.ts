import { noteMarker } from '@/lib/freshservice/build-run-note';
import type { SnapshotRecord } from '@/sandbox/ec2/ec2-world';
import type { NoteRecord, TaskRecord } from '@/sandbox/freshservice/ticket-record';

/** One ticket, what was asked for it, and so what may exist afterwards. */
export type Case = {
  readonly reference: string;
  readonly snapshotId: string;
  /** Its first task, which asks for the snapshot, is to be completed; the others never are. */
  readonly completes: boolean;
  /** The Name that was asked for; null: it keeps its own. */
  readonly name: string | null;
  readonly deletes: boolean;
  /** The run that took the snapshot, and the one that deleted it: each has one note. */
  readonly runIds: readonly string[];
};

/** Effects of one kind: as asked for, asked for and not there, there and not asked for. */
export type EffectCount = {
  readonly done: number;
  readonly missing: number;
  readonly wrong: number;
};

type Ticket = { readonly tasks: readonly TaskRecord[]; readonly notes: readonly NoteRecord[] };
type TicketOf = (reference: string) => Ticket;
type Snapshot = Pick<SnapshotRecord, 'snapshotId' | 'tags'>;

/** One note per run; `wrong` are those beyond it. */
export function checkNotes(cases: readonly Case[], ticketOf: TicketOf): EffectCount {
  return sum(
    cases.map(({ reference, runIds }) => {
      const { notes } = ticketOf(reference);
      const done = runIds.filter((id) => notes.some(isNoteOf(id))).length;
      return { done, missing: runIds.length - done, wrong: notes.length - done };
    }),
  );
}

/** `missing` are notes that do not say what became of the snapshot in the end. */
export function checkEdits(cases: readonly Case[], ticketOf: TicketOf): EffectCount {
  return sum(
    cases.flatMap(({ reference, runIds, snapshotId }) => {
      const { notes } = ticketOf(reference);
      return runIds.map((id) => {
        const note = notes.find(isNoteOf(id));
        const ends = ['completed', 'error', 'deleted'].map((state) => snapshotId + state);
        const isFinal = ends.some((end) => note?.body_text.includes(end));
        const isEdited = isFinal && note?.updated_at !== note?.created_at;
        return { done: isEdited ? 1 : 0, missing: isFinal ? 0 : 1, wrong: 0 };
      });
    }),
  );
}

/** `wrong` are tasks that are closed and should be open. */
export function checkTasks(cases: readonly Case[], ticketOf: TicketOf): EffectCount {
  return sum(
    cases.flatMap(({ reference, completes }) =>
      ticketOf(reference).tasks.map(({ status }, index) =>
        compare(completes && index === 0, status === COMPLETED),
      ),
    ),
  );
}

/** `wrong` are snapshots whose Name was changed and that no one asked for. */
export function checkNames(
  cases: readonly Case[],
  planted: readonly Snapshot[],
  existing: readonly Snapshot[],
): EffectCount {
  const names = new Map(existing.map(({ snapshotId, tags }) => [snapshotId, tags['Name'] ?? '']));
  const isCorrected = (id: string) => names.get(id)?.startsWith(CORRECTED) === true;
  return sum([
    ...cases.map(({ snapshotId, name }) =>
      name === null
        ? compare(false, isCorrected(snapshotId))
        : compare(true, names.get(snapshotId) === name),
    ),
    ...planted.map(({ snapshotId }) => compare(false, isCorrected(snapshotId))),
  ]);
}

/** `wrong` are snapshots that are gone and should exist, the planted ones among them. */
export function checkDeletions(
  cases: readonly Case[],
  planted: readonly Snapshot[],
  existing: readonly Snapshot[],
): EffectCount {
  const ids = new Set(existing.map(({ snapshotId }) => snapshotId));
  const asked = [...cases, ...planted.map(({ snapshotId }) => ({ snapshotId, deletes: false }))];
  return sum(asked.map(({ snapshotId, deletes }) => compare(deletes, !ids.has(snapshotId))));
}

/** What every corrected name begins with. */
export const CORRECTED = 'corrected-';
const COMPLETED = 3;

function isNoteOf(runId: string): (note: NoteRecord) => boolean {
  return ({ body_text }) => body_text.startsWith(noteMarker(runId));
}

function compare(isAsked: boolean, isThere: boolean): EffectCount {
  return {
    done: isAsked && isThere ? 1 : 0,
    missing: isAsked && !isThere ? 1 : 0,
    wrong: !isAsked && isThere ? 1 : 0,
  };
}

function sum(counts: readonly EffectCount[]): EffectCount {
  return counts.reduce(
    (total, one) => ({
      done: total.done + one.done,
      missing: total.missing + one.missing,
      wrong: total.wrong + one.wrong,
    }),
    { done: 0, missing: 0, wrong: 0 },
  );
}
