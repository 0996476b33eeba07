/** What a part of a test run came to; `failures` names each thing that went wrong. */
export type Tally = { readonly passed: number; readonly failures: readonly string[] };

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

export function failedAlone(failure: string): Tally {
  return { passed: 0, failures: [failure] };
}

/** A run that ended badly without a failed test (a crash, a leak) failed all the same. */
export function withExitCode(tally: Tally, program: string, exitCode: number): Tally {
  if (exitCode === 0 || tally.failures.length > 0) return tally;
  return { ...tally, failures: [`${program} ended with exit code ${exitCode}`] };
}

/** The end of a test run: what failed, by name, and the counts as the one last line. */
export function describeTally({ passed, failures }: Tally): string {
  const named = failures.map((failure) => `failed: ${failure}\n`).join('');
  return `${named}${passed} passed, ${failures.length} failed`;
}
