import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ARROWS } from './arrows.mjs';

const CHECKOUT = mkdtempSync(join(tmpdir(), 'snapgate-arrows-'));
afterAll(() => rmSync(CHECKOUT, { recursive: true }));

/** File, its one line of code, what the linter must say (null: nothing). */
const ROWS: readonly (readonly [string, string, string | null])[] = [
  ['app/a.ts', "import { x } from '@/lib/history/x';", null],
  ['lib/ticket/a.ts', "import { x } from './b';", null],
  ['lib/ticket/b.ts', "import { x } from '@/lib/plan/plan';", 'lib/ticket may not import lib/plan'],
  ['lib/ticket/c.ts', "import { x } from '../plan/plan';", 'lib/ticket may not import lib/plan'],
  ['lib/plan/a.ts', "import type { X } from '@/lib/aws/x';", 'lib/plan may not import lib/aws'],
  [
    'lib/plan/b.ts',
    "import { x } from '@/lib/config/get-config';",
    'lib/plan may not import lib/config',
  ],
  ['lib/aws/a.ts', "import type { X } from '@/lib/plan/inventory';", null],
  ['lib/aws/b.ts', "import { x } from '@/lib/plan/inventory';", 'anything but types from lib/plan'],
  ['lib/run/a.ts', "export { x } from '@/app/x';", 'lib/run may not import app'],
  ['lib/run/b.ts', "const x = import('@/sandbox/x');", 'lib/run may not import sandbox'],
  ['lib/run/b.test.ts', "import { x } from '@/sandbox/x';", null],
  ['lib/db/a.ts', "import { x } from '@/lib/run/x';", 'lib/db may not import lib/run'],
  ['app/b.ts', "import { EC2 } from '@aws-sdk/client-ec2';", 'only lib/aws may know @aws-sdk'],
  ['app/c.ts', "import { Client } from 'pg';", 'may know pg'],
  ['app/d.ts', "import { x } from '@/sandbox/x';", 'app may not import sandbox'],
  ['sandbox/a.ts', "import { x } from '@/lib/run/x';", 'sandbox may not import'],
  ['sandbox/demo.ts', "import { x } from '@/lib/db/x';", null],
  ['lib/run/c.ts', "import { x } from './engine/x';", null],
  [
    'lib/run/engine/a.ts',
    "import { x } from '../store-run';",
    'lib/run/engine may not import lib/run',
  ],
  ['lib/run/engine/b.ts', "import { x } from '../events';", null],
  [
    'lib/run/engine/c.ts',
    "import type { X } from '../follow-up/x';",
    'lib/run/engine may not import lib/run/follow-up',
  ],
  ['lib/run/follow-up/a.ts', "import type { X } from '../engine/engine';", null],
  ['lib/new/a.ts', "import { x } from '@/lib/run/x';", 'lib/new is not in the table'],
];

/** Type-only circles count as well. */
const NO_CYCLE = ['error', { ignoreTypes: false }];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(CHECKOUT, file)), { recursive: true });
  writeFileSync(join(CHECKOUT, file), text);
}

function lint(): string {
  const oxlint = resolve('node_modules/.bin/oxlint');
  return spawnSync(oxlint, ['--format=unix'], { cwd: CHECKOUT, encoding: 'utf8' }).stdout;
}

describe('the arrows between folders', () => {
  write(
    '.oxlintrc.json',
    JSON.stringify({
      plugins: ['import'],
      jsPlugins: [resolve('scripts/lint/arrows-plugin.mjs')],
      categories: { correctness: 'off' },
      rules: { 'house/arrows': 'error', 'import/no-cycle': NO_CYCLE },
    }),
  );
  for (const [file, code] of ROWS) write(file, `${code}\n`);
  write('lib/cycle/one.ts', "export { two } from './two';\n");
  write('lib/cycle/two.ts', "export { one as two } from './one';\n");
  write(
    'lib/cycle/type-one.ts',
    "import type { Two } from './type-two';\nexport type One = Two;\n",
  );
  write(
    'lib/cycle/type-two.ts',
    "import type { One } from './type-one';\nexport type Two = One;\n",
  );
  const lines = lint().split('\n');

  it.each(ROWS)('%s: %s', (file, _code, complaint) => {
    const found = lines.filter((line) => line.includes(file));
    expect(found.join('\n')).toEqual(complaint ? expect.stringContaining(complaint) : '');
  });

  it('refuses files that import each other', () => {
    expect(lines.join('\n')).toMatch(/lib\/cycle\/one\.ts.*cycle/i);
    expect(lines.join('\n')).toMatch(/lib\/cycle\/type-one\.ts.*cycle/i);
  });

  it('is part of our own lint', () => {
    const config: unknown = JSON.parse(readFileSync('.oxlintrc.json', 'utf8'));
    expect(config).toMatchObject({
      rules: { 'house/arrows': 'error', 'import/no-cycle': NO_CYCLE },
    });
  });

  it('knows every folder of lib', () => {
    const folders = readdirSync('lib').map((name) => `lib/${name}`);
    expect(Object.keys(ARROWS)).toEqual(expect.arrayContaining(folders));
  });
});
