/**
 * What a part of a test run came to; `failures` names each thing that went wrong, `flaky` each test
 * that passed only at its second try.
 */
export type Tally = {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly flaky?: readonly string[];
};

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
    flaky: tallies.flatMap(({ flaky = [] }) => flaky),
  };
}

export function failedAlone(failure: string): Tally {
  return { passed: 0, failures: [failure] };
}

/** A run that ended badly without a failed test (a crash, a leak) failed all the same. */
export function withExitCode(tally: Tally, program: string, exitCode: number): Tally {
  if (exitCode === 0 || tally.failures.length > 0) return tally;
  return { ...tally, failures: [`${program} exited with code ${exitCode}`] };
}

/** The end of a test run: what failed or is flaky, by name, and the counts as the one last line. */
export function formatTally({ passed, failures, flaky = [] }: Tally): string {
  const named = [
    ...flaky.map((test) => `flaky, passed at the second try: ${test}\n`),
    ...failures.map((failure) => `failed: ${failure}\n`),
  ];
  return `${named.join('')}${passed} passed, ${failures.length} failed`;
}
