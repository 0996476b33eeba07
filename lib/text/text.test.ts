import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeUnseen } from './escape-unseen';
import { markUnseen } from './normalize-text';
import { readLine } from './read-line';

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

test.each([
  ['a line end does not begin a line of its own', 'one\r\ntwo\u2028three', 'one two three'],
  ['a terminal escape loses its escape', '\u001b[31mred\u009b0m', '�[31mred�0m'],
  ['directions and zero-width characters go', 'web\u202e10-\u200bbew', 'web10-bew'],
  ['a NUL and half a character are shown as unreadable', 'a\0b\ud800c', 'a�b�c'],
  ['HTML is text', '<b>x</b>', '<b>x</b>'],
])('%s', (_, raw, line) => {
  expect(readLine(raw)).toBe(line);
});

test('a text of megabytes becomes a line that a page can carry', () => {
  expect(readLine('x'.repeat(5_000_000))).toBe(`${'x'.repeat(1_999)}…`);
  expect(readLine('\u200b'.repeat(30_000))).toBe('…');
  expect(readLine('y'.repeat(30), 10)).toBe('yyyyyyyyy…');
});

test('no text whatever keeps a character that a terminal obeys or no one sees', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(readLine(text)).not.toMatch(UNSEEN);
      expect(markUnseen(text)).not.toMatch(UNSEEN);
      expect(escapeUnseen(text)).not.toMatch(UNSEEN);
    }),
  );
});

test('a Name tag with something unseen in it is not taken for the name without it', () => {
  expect(markUnseen('web\u200b-1')).toBe('web�-1');
  expect(markUnseen('web-1')).toBe('web-1');
});

test('escaping leaves the meaning of JSON alone', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(JSON.parse(escapeUnseen(JSON.stringify({ text })))).toEqual({ text });
    }),
  );
});
