import { expect, test } from 'vitest';
import { hasTooManyValues, MAX_VALUES } from './send-request';

const check = (json: string) => hasTooManyValues(Buffer.from(json));

test.each([
  ['empty objects', `[${'{},'.repeat(1_000_000)}{}]`],
  ['lists in lists', '['.repeat(1_000_000)],
  ['fields', `{${Array.from({ length: 60_000 }, (_, at) => `"k${at}":1`).join(',')}}`],
])('a reply of %s is not parsed', (_, json) => {
  expect(check(json)).toBe(true);
});

test('text is no value, however it looks', () => {
  const text = JSON.stringify([`,[{"\\${',{['.repeat(500_000)}`, '\\', 'ö,\u0002"', ',']);
  expect(check(text)).toBe(false);
  expect(check(`["\\\\",${'1,'.repeat(MAX_VALUES)}1]`)).toBe(true);
});

test('the largest page that Freshservice sends is parsed', () => {
  const fields = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field_${at}`, at]));
  const task = { ...fields, description: `<p>${'a,b[c]{d}'.repeat(4_000)}</p>` };
  expect(check(JSON.stringify({ tasks: Array.from({ length: 100 }, () => task) }))).toBe(false);
});
