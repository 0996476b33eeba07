import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/*
 * A document that states a number names its constant right behind it, in a comment that readers do
 * not see: `2.5 s<!-- LEASE_MS -->`. A constant is a `const NAME = 2_500` of the code,
 * or the default of a variable, `NAME: positiveInteger(10)`.
 */
const MARKED = /(\d[\d,]*(?:\.\d+)?) ?([a-z]*)\**<!-- ([A-Z][A-Z_]+) -->/g;
const DEFINED =
  /\b([A-Z][A-Z_]+)(?: =|: positiveInteger\() ?([\d_]+(?:\.\d+)?(?: \* [\d_]+)*)[;),]/g;

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  seconds: 1_000,
  min: 60_000,
  minutes: 60_000,
  hours: 3_600_000,
};

/** What the code says: in milliseconds where the name ends in _MS or _S. */
function readConstants(source: string): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const [, name = '', product = ''] of source.matchAll(DEFINED)) {
    const value = product
      .split('*')
      .reduce((total, factor) => total * Number(factor.replaceAll('_', '')), 1);
    found.set(
      name,
      (found.get(name) ?? new Set()).add(name.endsWith('_S') ? value * 1_000 : value),
    );
  }
  return found;
}

/** What a document says that the code does not. */
function listMismatches(
  text: string,
  constants: ReadonlyMap<string, ReadonlySet<number>>,
): readonly string[] {
  return [...text.matchAll(MARKED)].flatMap(([, number = '', unit = '', name = '']) => {
    const isTime = name.endsWith('_MS') || name.endsWith('_S');
    const stated = Number(number.replaceAll(',', '')) * (isTime ? (UNITS_MS[unit] ?? NaN) : 1);
    const actual = [...(constants.get(name) ?? [])];
    if (actual.length === 1 && actual[0] === stated) return [];
    return [`${number} ${unit} for ${name}, which is ${actual.join(' and ') || 'not defined'}`];
  });
}

const readFolder = (folder: string, wanted: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => wanted.test(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

test('every number that a document takes from the code is the number in the code', () => {
  const sources = ['app', 'lib', 'sandbox', 'scripts'].flatMap((folder) =>
    readFolder(folder, /^(?!.*generated).*(?<!\.test)\.(tsx?|mjs)$/),
  );
  const constants = readConstants(sources.map(({ text }) => text).join('\n'));
  // Decision records say what was decided then.
  const documents = [
    { file: 'README.md', text: readFileSync('README.md', 'utf8') },
    ...readFolder('docs', /^docs.(?!decisions).*\.md$/),
  ];
  const mismatches = documents.flatMap(({ file, text }) =>
    listMismatches(text, constants).map((mismatch) => `${file}: ${mismatch}`),
  );
  expect(mismatches).toEqual([]);
  const marks = documents.flatMap(({ text }) => [...text.matchAll(MARKED)]);
  expect(marks.length).toBeGreaterThan(5);
});

test.each([
  ['2.5 s<!-- LEASE_MS -->', []],
  ['2500 ms<!-- LEASE_MS -->', []],
  ['5 minutes<!-- PAUSE_MS -->', []],
  ['15 s<!-- SPACING_S -->', []],
  ['**40**<!-- ATTEMPTS --> attempts', []],
  ['3 s<!-- LEASE_MS -->', ['3 s for LEASE_MS, which is 2500']],
  ['3<!-- LEASE_MS -->', ['3  for LEASE_MS, which is 2500']],
  ['6<!-- ATTEMPTS -->', ['6  for ATTEMPTS, which is 40']],
  ['6<!-- NOWHERE -->', ['6  for NOWHERE, which is not defined']],
])('%s', (text, mismatches) => {
  const source = `
    const LEASE_MS = 2_500;
    export const PAUSE_MS = 5 * 60_000;
    const SPACING_S = 15;
    ATTEMPTS: positiveInteger(40),`;
  expect(listMismatches(text, readConstants(source))).toEqual(mismatches);
});
