import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAsvs } from './read-asvs';

const DOCUMENT = readFileSync('docs/asvs.md', 'utf8');

test('every item of ASVS has its test or its reason, and every test that is named exists', () => {
  const { applicable, tested, excepted, problems } = readAsvs(DOCUMENT);
  expect(problems).toEqual([]);
  expect(tested + excepted).toBe(applicable);
});

test('a test that is gone and an item that is missing are noticed', () => {
  const renamed = DOCUMENT.replace('fuzz.test.ts` › nothing', 'fuzz.test.ts` › something');
  expect(readAsvs(renamed).problems).toHaveLength(1);
  const shorter = DOCUMENT.split('\n').filter((line) => !line.startsWith('| V2.4.1'));
  expect(readAsvs(shorter.join('\n')).problems).toEqual([expect.stringContaining('V2.4.1')]);
});
