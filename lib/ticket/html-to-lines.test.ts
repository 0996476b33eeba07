import { describe, expect, it } from 'vitest';

import { htmlToLines, DESCRIPTION_LIMIT_CHARS } from './html-to-lines';

const ROWS: readonly (readonly [html: string, text: string])[] = [
  ['', ''],
  ['10.0.0.1', '10.0.0.1'],
  ['<div>10.0.0.1</div>', '10.0.0.1'],
  ['<div><span style="font-size:14px">10.0.0.1</span></div>', '10.0.0.1'],
  ['<div dir="ltr"><p>IP: 10.0.0.1</p><p><br></p></div>', 'IP: 10.0.0.1'],
  ['<p>Server web-01</p><p>10.0.0.1</p>', 'Server web-01\n10.0.0.1'],
  ['IP:&nbsp;10.0.0.1&nbsp;', 'IP: 10.0.0.1'],
  ['10.0.0.1&#160;&#xA0;', '10.0.0.1'],
  ['10.0.&#8203;0.1', '10.0.0.1'],
  ['10.0.\u200b0.1', '10.0.0.1'],
  ['\ufeff10.0.0.1\u200d', '10.0.0.1'],
  ['10.0.&shy;0.1', '10.0.0.1'],
  ['10.0.<wbr>0.1', '10.0.0.1'],
  ['10.0.<b>0</b>.1', '10.0.0.1'],
  ['<span>10.0</span><span>.0.1</span>', '10.0.0.1'],
  ['<strong>10</strong>.0.<em>0</em>.<u>1</u>', '10.0.0.1'],
  ['<font color="red">10.0.</font><o:p>0.1</o:p>', '10.0.0.1'],
  ['10.0.<div>0.1</div>', '10.0.\n0.1'],
  ['10.0.0.1<br>10.0.0.2', '10.0.0.1\n10.0.0.2'],
  ['10.0.0.1<br/><br />10.0.0.2', '10.0.0.1\n10.0.0.2'],
  ['<ul><li>10.0.0.1</li><li>10.0.0.2</li></ul>', '10.0.0.1\n10.0.0.2'],
  ['<ol start="5"><li>web-01</li><li>web-02</li></ol>', 'web-01\nweb-02'],
  ['<ul><li>a<ul><li>b</li></ul></li></ul>', 'a\nb'],
  ['<table><tr><td>web-01</td><td>10.0.0.1</td></tr></table>', 'web-01\n10.0.0.1'],
  ['<table><tbody><tr><th>IP</th></tr><tr><td>10.0.0.1</td></tr></tbody></table>', 'IP\n10.0.0.1'],
  ['<td>10.0.0.1</td><td>24</td>', '10.0.0.1\n24'],
  ['<a href="http://10.9.9.9/">10.0.0.1</a>', '10.0.0.1'],
  ['<a href="https://cmdb.example/10.9.9.9"></a>10.0.0.1', '10.0.0.1'],
  ['<a href="mailto:ops@example.com">mail ops</a>', 'mail ops'],
  ['<img src="https://x/10.9.9.9.png" alt="10.9.9.9">10.0.0.1', '10.0.0.1'],
  ['<h1>Web server</h1>10.0.0.1', 'Web server\n10.0.0.1'],
  ['<blockquote>10.0.0.1</blockquote>', '10.0.0.1'],
  ['<hr>10.0.0.1<hr>', '10.0.0.1'],
  ['<pre>web-01\nweb-02</pre>', 'web-01\nweb-02'],
  ['10.0.0.1\n10.0.0.2', '10.0.0.1\n10.0.0.2'],
  ['10.0.0.1\r\n10.0.0.2', '10.0.0.1\n10.0.0.2'],
  ['<p>Server\nweb-01</p>', 'Server web-01'],
  ['<p>a</p>\n\n<p>b</p>', 'a\nb'],
  ['10.0.0.1<sup>2</sup>', '10.0.0.1 2'],
  ['<script>10.9.9.9</script><style>.a{}</style>10.0.0.1', '10.0.0.1'],
  ['<!-- 10.9.9.9 -->10.0.0.1', '10.0.0.1'],
  ['<title>10.9.9.9</title>10.0.0.1', '10.0.0.1'],
  ['<html><head><meta charset="utf-8"></head><body>10.0.0.1</body></html>', '10.0.0.1'],
  ['a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;', 'a <b> & "c" \'d\''],
  ['&lt;p&gt;10.0.0.1&lt;/p&gt;', '<p>10.0.0.1</p>'],
  ['<10.0.0.1>', '<10.0.0.1>'],
  ['a < b', 'a < b'],
  ['<p>10.0.0.1', '10.0.0.1'],
  ['10.0.0.1</p></div>', '10.0.0.1'],
  ['<b>10.0.0.1</i></b>', '10.0.0.1'],
  ['<constructor>10.0.0.1</constructor>', '10.0.0.1'],
  ['a\u2028b', 'a\nb'],
  ['a\u3000b\u2009c\td', 'a b c d'],
  ['a\u0000b', 'a\ufffdb'],
  ['a\ud800b', 'a\ufffdb'],
  ['<button>10.0.0.1</button>', '10.0.0.1'],
  [`${'<div>'.repeat(150)}10.0.0.1${'</div>'.repeat(150)}`, '10.0.0.1'],
];

describe('a description as text', () => {
  it.each(ROWS)('%j reads %j', (html, text) => {
    expect(htmlToLines(html)).toMatchObject({ text, complete: true });
  });

  it('says so when it could not read to the end of a long description', () => {
    const html = `10.0.0.1 ${'x '.repeat(DESCRIPTION_LIMIT_CHARS)} 10.0.0.2`;
    expect(htmlToLines(html).complete).toBe(false);
  });

  it('says so when something is nested too deeply to be read', () => {
    const html = `10.0.0.1 ${'<b>'.repeat(5_000)}10.0.0.2`;
    expect(htmlToLines(html)).toEqual({ text: '10.0.0.1 …', complete: false });
  });

  it.each([
    ['<a>', '<a>'],
    ['<li>', '<li>'],
    ['nested lists', '<ol><li>'],
    ['paragraphs', '<p>x</p>'],
    ['pre', '<pre>x\n'],
    ['tables', '<table><tr><td>'],
    ['stray ends', '</p>'],
    ['brackets', '<'],
    ['entities', '&#8203;'],
    ['ampersands', '&'],
    ['spaces', ' a'],
    ['no-break spaces', '\u00a0'],
    ['comments', '<!--'],
    ['attributes', '<a x="1" '],
  ])('survives 100,000 characters of %s in reasonable time', (_, piece) => {
    const start = performance.now();
    htmlToLines(piece.repeat(DESCRIPTION_LIMIT_CHARS / piece.length));
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
