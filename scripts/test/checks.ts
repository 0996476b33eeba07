import type { Tally } from './tally';
import { runTool } from './run-tool';

type Check = {
  readonly title: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
};

const CHECKS: readonly Check[] = [
  { title: 'Formatting', commands: [['prettier', '--check', '--log-level', 'warn', '.']] },
  // Cycles too, type-only ones included.
  { title: 'Lint', commands: [['oxlint', '--quiet']] },
  // Next writes the types of its routes and of imported style sheets first.
  {
    title: 'Types',
    commands: [
      ['next', 'typegen'],
      ['tsc', '--noEmit'],
    ],
  },
  {
    title: 'Imports between folders',
    commands: [['oxlint', '-A', 'all', '-D', 'house/arrows']],
  },
  { title: 'Unused files, exports and packages', commands: [['knip']] },
];

/** The quick gate: what can be said without running the product. */
export async function runChecks(): Promise<Tally> {
  const failures: string[] = [];
  for (const { title, commands } of CHECKS) {
    console.log(`\n== ${title}`);
    if (!(await runCommands(commands))) failures.push(title);
  }
  return { passed: CHECKS.length - failures.length, failures };
}

async function runCommands(commands: Check['commands']): Promise<boolean> {
  for (const command of commands) {
    if ((await runTool(command)) !== 0) return false;
  }
  return true;
}
