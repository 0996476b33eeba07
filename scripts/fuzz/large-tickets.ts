import type { Draw } from './draw';
import { drawText } from './hostile-text';

/** A ticket at the limits of what Freshservice stores or a reply may hold. */
export type LargeTicket = {
  readonly name: string;
  /** Replies of `GET /changes/{n}/tasks`, page by page. */
  readonly pages: readonly string[];
};

const DESCRIPTION_CHARS = 100_000;
const REPLY_BYTES = 4 * 1024 * 1024 - 1_000;
const PAGE = 100;

/** What one description is full of. Each once took long, or is of a kind that did. */
const FILLINGS: readonly string[] = [
  '<p><b>',
  '<ul><li>',
  '<table><tr><td>',
  '<a href="',
  '<!--',
  '<',
  '&nbsp;',
  '&#x26;&amp;',
  ' ',
  '\u200b',
  'x',
  '1.',
  '10.0.0.1 ',
  '10.0.0.1 - ',
  '10.0.0.1 to ',
  '10.0.0.1/',
  '10.0.0.1 / 2 4 . ',
  '010.0.0.1.2.3.4',
  'snap: web;',
  '\uff11\uff10.\uff10.',
  'e\u0301',
  '\ud83d\ude00',
];

/** The named ones, and so many more that are drawn. */
export function listLargeTickets(draw: Draw, drawn: number): readonly LargeTicket[] {
  return [
    ...FILLINGS.flatMap((filling) => [
      filledTicket(`10 request tasks of ${quoteShort(filling)}`, 'snap: web-01', filling, 10),
      filledTicket(`50 list tasks of ${quoteShort(filling)}`, 'snapshots', filling, 50),
    ]),
    {
      name: '50 list tasks of 8,000 addresses',
      pages: paginate(tasksOf(50, 'snapshots', (at) => addresses(8_000, at * 8_000))),
    },
    {
      name: '1,000 servers in one task',
      pages: paginate(tasksOf(1, 'snapshots', () => addresses(1_000, 0))),
    },
    {
      name: '1,000 request tasks of 1,000 characters',
      pages: paginate(
        tasksOf(1_000, 'snap: web-01', (at) => `${addresses(1, at)}<p>${'x'.repeat(960)}</p>`),
      ),
    },
    {
      name: '2,000 tasks that are nearly requests',
      pages: paginate(tasksOf(2_000, `[PROD] snap; ${'web '.repeat(60)}`, () => '<p>10.0.0.1</p>')),
    },
    { name: 'a reply of {},{},...', pages: [`{"tasks":[${repeat('{},', 3_000_000)}{}]}`] },
    { name: 'a reply of [[[[', pages: [`{"tasks":${'['.repeat(1e6)}${']'.repeat(1e6)}}`] },
    { name: 'a reply of one number', pages: [`{"tasks":[${'9'.repeat(REPLY_BYTES)}]}`] },
    {
      name: 'a reply of many keys',
      pages: [
        `{"tasks":[{"id":1${Array.from({ length: 250_000 }, (_, at) => `,"k${at}":1`).join('')}}]}`,
      ],
    },
    {
      name: 'a title of 4 MB',
      pages: [
        JSON.stringify({ tasks: [buildTask(1, `snap: ${'x'.repeat(REPLY_BYTES - 500)}`, '')] }),
      ],
    },
    {
      name: 'a description of 4 MB',
      pages: [
        JSON.stringify({ tasks: tasksOf(1, 'snapshots', () => 'x'.repeat(REPLY_BYTES - 500)) }),
      ],
    },
    ...Array.from({ length: drawn }, (_, at) => drawLarge(draw, at + 1)),
  ];
}

function filledTicket(name: string, title: string, filling: string, count: number): LargeTicket {
  const text = repeat(filling, DESCRIPTION_CHARS);
  return { name, pages: paginate(tasksOf(count, title, () => text)) };
}

function drawLarge(draw: Draw, number: number): LargeTicket {
  const piece = `${draw.chance(0.5) ? '10.0.0.1 ' : ''}${drawText(draw)}`;
  const title = draw.pick(['snapshots', 'snap: web-01', `snap: ${drawText(draw)}`]);
  const chars = draw.pick([DESCRIPTION_CHARS, DESCRIPTION_CHARS / 4, 2_000]);
  const count = draw.pick([1, 10, 40, 400]);
  const text = repeat(piece === '' ? 'x' : piece, chars);
  return {
    name: `drawn ${number}: ${count} tasks of ${quoteShort(piece)}`,
    pages: paginate(tasksOf(count, title, () => text)),
  };
}

type WireTask = ReturnType<typeof buildTask>;

function tasksOf(count: number, title: string, html: (at: number) => string): readonly WireTask[] {
  return Array.from({ length: count }, (_, at) => buildTask(at + 1, title, html(at)));
}

function buildTask(id: number, title: string, description: string) {
  return { id, title, description, status: 1, deleted: false };
}

/** As many on a page as a reply may hold. */
function paginate(tasks: readonly WireTask[]): readonly string[] {
  const texts = tasks.map((task) => JSON.stringify(task));
  const longest = Math.max(...texts.map((text) => Buffer.byteLength(text)));
  const each = Math.max(1, Math.min(PAGE, Math.floor(REPLY_BYTES / (longest + 1))));
  return Array.from({ length: Math.ceil(texts.length / each) }, (_, page) => {
    return `{"tasks":[${texts.slice(page * each, (page + 1) * each).join(',')}]}`;
  });
}

function addresses(count: number, from: number): string {
  return Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  }).join(';');
}

function repeat(text: string, chars: number): string {
  return text.repeat(Math.ceil(chars / text.length)).slice(0, chars);
}

function quoteShort(text: string): string {
  return JSON.stringify(text.slice(0, 24));
}
