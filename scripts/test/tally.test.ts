import { describe, expect, it } from 'vitest';
import { addTallies, formatTally, failedAlone, withExitCode } from './tally';

describe('the end of a test run', () => {
  it('names every failure and flaky test of every part, and ends with the counts', () => {
    const total = addTallies([
      { passed: 3, failures: ['lib/a.test.ts: adds'] },
      failedAlone('Chromium is missing'),
      { passed: 2, failures: [], flaky: ['lib/b.test.ts: waits'] },
    ]);
    expect(formatTally(total)).toBe(
      'flaky, passed at the second try: lib/b.test.ts: waits\nfailed: lib/a.test.ts: adds\nfailed: Chromium is missing\n5 passed, 2 failed',
    );
  });

  it('counts a program that ended badly with all its tests passed', () => {
    expect(withExitCode({ passed: 3, failures: [] }, 'vitest', 1).failures).toEqual([
      'vitest exited with code 1',
    ]);
  });

  it('counts a failed test once, not its exit code as well', () => {
    const tally = { passed: 3, failures: ['a test'] };
    expect(withExitCode(tally, 'vitest', 1)).toBe(tally);
  });
});
