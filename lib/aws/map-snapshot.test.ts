import { expect, it } from 'vitest';
import { mapSnapshot, parseProgress, parseState } from './snapshots';

it.each([
  ['37%', 37],
  ['0%', 0],
  ['100%', 100],
  ['99.9%', 99],
  ['250%', 100],
  ['', null],
  [undefined, null],
  ['37', null],
  ['done', null],
])('reads progress %j as %j', (text, expected) => {
  expect(parseProgress(text)).toBe(expected);
});

it.each([
  ['completed', 'completed'],
  ['error', 'error'],
  ['archiving-or-whatever-comes', 'pending'],
  [undefined, 'pending'],
])('goes on watching a snapshot whose state is %j', (state, expected) => {
  expect(parseState(state)).toBe(expected);
});

it('takes a snapshot without an id or a time as none', () => {
  expect(mapSnapshot({ SnapshotId: 'snap-1' })).toBeNull();
  expect(mapSnapshot({ StartTime: new Date(0) })).toBeNull();
});
