import { expect, test } from 'vitest';
import { noteMarker } from '@/lib/freshservice/build-run-note';
import type { NoteRecord, TaskRecord } from '@/sandbox/freshservice/ticket-record';
import {
  checkDeletions,
  checkEdits,
  checkNames,
  checkNotes,
  checkTasks,
  type Case,
} from './check-effects';

const CASE: Case = {
  reference: 'CHN-1',
  snapshotId: 'snap-1',
  completes: true,
  name: 'corrected-CHN-1',
  deletes: true,
  runIds: ['run-1'],
};
const KEPT: Case = { ...CASE, completes: false, name: null, deletes: false };
const note = (runId: string, state: string, updated_at = 'later'): NoteRecord => ({
  id: 1,
  body: '',
  body_text: `${noteMarker(runId)}snap-1${state}`,
  created_at: 'now',
  updated_at,
});
const tasks = (...statuses: readonly number[]) =>
  statuses.map((status) => ({ status })) as unknown as readonly TaskRecord[];
const snapshot = (snapshotId: string, name: string) => ({ snapshotId, tags: { Name: name } });
const PLANTED = [snapshot('snap-fade', 'web')];

test.each([
  ['one', [note('run-1', 'completed')], [1, 0, 0]],
  ['none', [], [0, 1, 0]],
  ['a second one', [note('run-1', 'completed'), note('run-1', 'pending')], [1, 0, 1]],
  ['one of another run', [note('run-2', 'completed')], [0, 1, 1]],
])('notes: %s', (_, notes, expected) => {
  expect(count(checkNotes([CASE], () => ({ tasks: [], notes })))).toEqual(expected);
});

test.each([
  ['edited at the end', note('run-1', 'completed'), [1, 0, 0]],
  ['written at the end', note('run-1', 'completed', 'now'), [0, 0, 0]],
  ['never edited', note('run-1', 'pending', 'now'), [0, 1, 0]],
  ['edited too early', note('run-1', 'pending'), [0, 1, 0]],
])('edits: %s', (_, one, expected) => {
  expect(count(checkEdits([CASE], () => ({ tasks: [], notes: [one] })))).toEqual(expected);
});

test.each([
  ['its own', CASE, tasks(3, 1), [1, 0, 0]],
  ['none', CASE, tasks(1, 1), [0, 1, 0]],
  ['a foreign one, too', CASE, tasks(3, 3), [1, 0, 1]],
  ['one that was to stay open', KEPT, tasks(3, 1), [0, 0, 1]],
])('tasks completed: %s', (_, one, list, expected) => {
  expect(count(checkTasks([one], () => ({ tasks: list, notes: [] })))).toEqual(expected);
});

test.each([
  ['as asked', CASE, 'corrected-CHN-1', 'web', [1, 0, 0]],
  ['not at all', CASE, 'web', 'web', [0, 1, 0]],
  ['one that was to keep its own', KEPT, 'corrected-CHN-1', 'web', [0, 0, 1]],
  ['of a planted one, too', CASE, 'corrected-CHN-1', 'corrected-CHN-1', [1, 0, 1]],
])('names: %s', (_, one, name, planted, expected) => {
  const existing = [snapshot('snap-1', name), snapshot('snap-fade', planted)];
  expect(count(checkNames([one], PLANTED, existing))).toEqual(expected);
});

test.each([
  ['as asked', CASE, ['snap-fade'], [1, 0, 0]],
  ['not at all', CASE, ['snap-1', 'snap-fade'], [0, 1, 0]],
  ['one that was to be kept', KEPT, ['snap-fade'], [0, 0, 1]],
  ['a planted one, too', CASE, [], [1, 0, 1]],
])('deletions: %s', (_, one, ids, expected) => {
  const existing = ids.map((id) => snapshot(id, 'web'));
  expect(count(checkDeletions([one], PLANTED, existing))).toEqual(expected);
});

function count({ done, missing, wrong }: ReturnType<typeof checkNotes>): readonly number[] {
  return [done, missing, wrong];
}
