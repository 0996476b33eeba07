import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@/testing/test-database';
import { buildRunMessage, type SlackMessage } from '@/lib/slack/build-run-message';
import { checkCsv } from './check-csv';
import { checkLogLine, checkLogText } from './check-log';
import { checkPage } from './check-page';
import { checkSlack } from './check-slack';
import { TICKET_BUDGET } from '@/lib/preview/ticket-budget';
import { runFuzz } from './run-fuzz';

test('nothing of 200 hostile tickets gets through or breaks anything', async () => {
  const database = await createTestDatabase();
  try {
    const report = await runFuzz({
      tickets: 200,
      seed: 20_261_124,
      large: 5,
      databaseUrl: database.url,
      onProgress: () => undefined,
    });
    expect(report.findings).toEqual([]);
    expect(report.outcomes.started).toBeGreaterThan(30);
    expect(report.outcomes.rejected).toBeGreaterThan(30);
    expect(report.csvRows).toBeGreaterThan(100);
    expect(report.pages).toBeGreaterThan(30);
    // How long each takes is measured by the command; here every one is answered, or refused in words.
    const answers = report.large.filter(({ refused }) => refused === null);
    expect(answers.length).toBeGreaterThan(5);
    expect(report.large.length - answers.length).toBeGreaterThan(20);
    const tooLarge = report.large.filter(
      ({ answerBytes }) => answerBytes > TICKET_BUDGET.answerBytes,
    );
    expect(tooLarge).toEqual([]);
  } finally {
    await database.drop();
  }
}, 120_000);

const TICKET_URL = 'https://acme.freshservice.com/a/changes/1';

test.each([
  '<p>x<script>alert(1)</script></p>',
  '<p><img src=x onerror=alert(1)></p>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="//evil.example">x</a>',
  '<p onclick="alert(1)">x</p>',
  '<p style="background:url(//evil)">x</p>',
  '<p><!-- x --></p>',
  '<p>\u001b[31m</p>',
  '<p>a\u202eb</p>',
])('the fuzzer would see %j on a page', (html) => {
  expect(checkPage(html, TICKET_URL).length).toBeGreaterThan(0);
});

test('the fuzzer finds nothing on a page that shows hostile text as text', () => {
  const html = `<p>&lt;script&gt;</p><a href="${TICKET_URL}">open</a>`;
  expect(checkPage(html, TICKET_URL)).toEqual([]);
});

test.each(['<!channel>', '<@U1>', '<https://evil.example|x>', 'a & b', 'a > b', 'a\u001bb', ''])(
  'the fuzzer would see %j in a Slack section',
  (text) => {
    const section = { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } } as const;
    const message: SlackMessage = { blocks: [section], text: 'x' };
    expect(checkSlack(message, []).length).toBeGreaterThan(0);
  },
);

test('the fuzzer knows the limits of Slack', () => {
  const message = buildRunMessage({
    ticket: 'CHN-1',
    ticketUrl: TICKET_URL,
    subject: 's',
    agentName: 'a',
    agentEmail: 'e',
    status: 'failed',
    runUrl: 'https://snapgate.example.com/runs/1',
    snapshots: [],
    errors: [],
    remarks: [],
    kind: 'create',
    override: null,
  });
  const links = [TICKET_URL, 'https://snapgate.example.com/runs/1'];
  expect(checkSlack(message, links)).toEqual([]);
  const many = { ...message, blocks: Array.from({ length: 51 }, () => message.blocks).flat() };
  expect(checkSlack(many, links)).toContainEqual(expect.stringContaining('blocks'));
});

test.each(['=1', '+1', '-1', '@A1', '＝1', ' =1', '\u00a0@A1', '\t=1', 'a\u001bb'])(
  'the fuzzer would see %j in a cell',
  async (cell) => {
    const file = Readable.from([Buffer.from(`\uFEFFa\r\n"${cell}"\r\n`)]);
    expect((await checkCsv(file, 1)).problems.length).toBeGreaterThan(0);
  },
);

test('the fuzzer would see a forged line and a terminal escape in a log', () => {
  expect(checkLogText('1 2026 INFO a\n2 2026 INFO b\n', 2)).toEqual([]);
  expect(checkLogText('1 2026 INFO a\nforged\n', 1).length).toBeGreaterThan(0);
  expect(checkLogText('1 2026 INFO \u001b[31m\n', 1)).toHaveLength(1);
  expect(checkLogLine('{"msg":"a"}\n')).toEqual([]);
  expect(checkLogLine('{"msg":"a"}\n{"msg":"forged"}\n').length).toBeGreaterThan(0);
  expect(checkLogLine('{"msg":"\u009b2J"}\n')).toHaveLength(1);
});
