import { expect, test } from 'vitest';
import type { StepStatus } from '../run';
import { summarizeRun } from './finish-run';

const ROWS: readonly (readonly [readonly StepStatus[], string])[] = [
  [['created'], 'succeeded'],
  [['created', 'created'], 'succeeded'],
  [['created', 'failed'], 'partial'],
  [['failed', 'failed'], 'failed'],
  [['skipped', 'skipped'], 'cancelled'],
  [['created', 'skipped'], 'cancelled'],
  [['failed', 'skipped'], 'cancelled'],
];

test.each(ROWS)('steps %j make the run %s', (statuses, outcome) => {
  expect(summarizeRun(statuses)).toBe(outcome);
});
