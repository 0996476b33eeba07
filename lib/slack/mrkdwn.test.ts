import { describe, expect, it } from 'vitest';
import { buildLink, cleanText, escapeMrkdwn } from './mrkdwn';

describe('escapeMrkdwn', () => {
  it.each([
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['<!channel> <!here>', '&lt;!channel&gt; &lt;!here&gt;'],
    ['<@U012AB3CD> <#C024BE7LR>', '&lt;@U012AB3CD&gt; &lt;#C024BE7LR&gt;'],
    ['<https://evil.example|Snapgate>', '&lt;https://evil.example|Snapgate&gt;'],
    ['&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['web\n• web-2 · `snap-1` · completed', "web • web-2 · 'snap-1' · completed"],
    ['web\r\n\t\u0000\u001b[31m1', 'web [31m1'],
    ['web\u2028\u20291', 'web 1'],
    ['\u202Ekcats\u202C web\u200B-1\uFEFF', 'kcats web-1'],
    ['broken \uD800 half', 'broken  half'],
    ['```', "'''"],
    ['  web-1  ', 'web-1'],
  ])('neutralises %j', (text, expected) => {
    expect(escapeMrkdwn(text, 200)).toBe(expected);
  });

  it('cuts before escaping, between whole characters', () => {
    expect(escapeMrkdwn('&&&&&', 3)).toBe('&amp;&amp;…');
    expect(escapeMrkdwn('🚀🚀🚀', 2)).toBe('🚀…');
    expect(escapeMrkdwn('abc', 3)).toBe('abc');
  });
});

describe('cleanText', () => {
  it('leaves markup alone, which plain text does not read', () => {
    expect(cleanText('a <b> & c\n', 50)).toBe('a <b> & c');
  });
});

describe('buildLink', () => {
  it('cannot be ended early by its address', () => {
    expect(buildLink('https://x.example/a|b>c<d e?f=1&g', 'run')).toBe(
      '<https://x.example/a%7Cb%3Ec%3Cd%20e?f=1&amp;g|run>',
    );
  });
});
